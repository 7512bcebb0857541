"""Words that North Carolina's rules for chiropractors look at (STANDARDS 3.14).

Pure: a sentence in, what is found in it out. An engineer's reading, no legal advice. Better a word too many:
somebody reads it and signs it off. An offer cannot be signed off, so "free" counts only with something that
a clinic would give away.
"""

import re

# "Cannot promise a cure", "no one can guarantee that it always works": nothing but these words in between.
NEGATED = re.compile(
    r"(?:\b(?:no(?! doubt| question| wonder)|not(?! just| merely| only)|never|nobody|nothing|none|neither|nor"
    r"|cannot|without|rather than)|n['’]t)\b"
    r"(?:[ “\"(]+(?:an?|any|anyone|anybody|as|be|been|can|claims?|complete|could|do|does|ever|for|full"
    r"|gives?|guarantees?|is|it|means?|of|offers?|one|or|promises?|that|the|there|they|this|to|will|would"
    r"|you))*[ “\"(]+$",
    re.IGNORECASE,
)

OUTCOME = r"(?:cures?|fix(?:ed)?|heal(?:ed|ing)?|pain[- ]free|recovery|relie[fv]e?d?|results?|solutions?)"
RESULT = rf"""\b(?:
    guarantee(?:s|d|ing)? | promise[sd]? | cure[sd]? | curing | curative | miracles?
  | (?:permanent|complete|total|instant|immediate|lifelong)(?:ly)?\ (?:\w+\ ){{0,2}}{OUTCOME}
  | {OUTCOME}\ (?:that\ )?(?:is|are)\ (?:permanent|complete|total|instant|immediate)
  | (?:go(?:es|ne)?|ends?|stops?|fix(?:es|ed)?|heal(?:s|ed)?|relief)\ (?:\w+\ ){{0,2}}for\ good
  | (?:100|one\ hundred)\ ?(?:%|percent\b|per\ cent\b)
  | always\ (?:cures?|fix(?:es)?|heals?|helps?|relieves?|succeeds?|works?)
  | never\ fails? | works?\ every\ time | (?:sure|certain|bound)\ to\ (?:heal|help|work)
  | (?:helps?|works?)\ for\ (?:all|everybody|everyone|every\ \w+)
  | will\ (?:cure|end|fix|heal|relieve|stop|get\ rid\ of)\ (?:all|any|every|the|this|your)\b
  | (?:you|we|it|patients?)(?:['’]ll|\ will)\ (?:\w+\ )?be\ (?:\w+\ ){{0,2}}(?:cured|healed|pain[- ]free)
  | risk[- ]free
)(?!\w)"""

# 21 NCAC 10 .0302: before the specialty stands what it is one of. Then it is in order; see found().
CHIROPRACTIC = r"(?:chiropractic\ (?:\w+\ )?)?"
SPECIALTY = (
    r"(?:specialist|neurologist|orthopedist|radiologist|pediatrician)s?"
    r"|speciali[sz](?:e[sd]?|ing)\ in"
)
SPECIALIST = rf"\b{CHIROPRACTIC}(?:{SPECIALTY})\b"

LICENCE = rf"""\b(?:
    doctors?\ of\ (?:medicine|osteopathy|osteopathic\ medicine|physical\ therapy|psychology|acupuncture)
  | medical\ (?:doctors?|physicians?) | (?-i:M\.D\.|MDs?\b|D\.O\.|LMTs?\b|DPTs?\b)
  | {CHIROPRACTIC}physicians? | surgeons? | osteopaths? | naturopaths?
  | (?:massage|massage\ and\ bodywork|physical|occupational)\ therapists?
  | physiotherapists? | masseu(?:r|se)s?
  | acupuncturists? | psychologists? | psychiatrists? | podiatrists? | dietitians? | nutritionists?
  | registered\ nurses? | nurse\ practitioners?
  | \b(?:our|we\ (?:\w+\ ){{0,2}})\ ?(?:massage|physical|occupational)\ therapy
  | \bour\ (?:acupuncture|psychotherapy|physiotherapy|surgery)
)(?!\w)"""

SERVICE = (
    r"(?:adjustments?|appointments?|assessments?|care|check(?:[- ]?ups?)?|class(?:es)?|consult(?:ation)?s?"
    r"|evaluations?|exam(?:ination)?s?|gifts?|massages?|months?|offers?|releases?|reports?|scans?|screenings?"
    r"|services?|sessions?|therapy|treatments?|trials?|visits?|weeks?|workshops?|x-?rays?)"
)
# Free as in movement. "Pain-free" and its kin are a word of their own.
AT_LIBERTY = (
    r"(?:(?<!\w)(?:break|breaks|breathe|drug|feel|feels|glide|glides|hang|hangs|move|moves|moving|pain|run|runs"
    r"|set|sets|slide|slides|smoke|stress|swing|swings|symptom|toll)\ (?:(?:it|them|(?:the|your)\ \w+)\ )?"
    r"|\w-)free\b"
    r"|\bfree\ (?:from|hands?|itself|movement|motion|of(?!\ charge)|the|them|time|to(?!\ (?:all|every|new))"
    r"|up|your)\b"
)
OFFER = rf"""(?:
    \bfree\ (?:\w[\w’'-]*\ ){{0,4}}{SERVICE}\b
  | \b{SERVICE}\ (?:(?!(?:not|never)\b|\w+n['’]t\b)[\w’'-]+\ ){{0,5}}free\b
  | \bfor\ free\b | \bfree\ of\ charge | \bcomplimentary\b | \bon\ the\ house\b
  | \b(?:at\ no|no|without|zero|free\ of)\ (?:extra\ )?(?:charge|cost)\b
  | \b(?:costs?|pay)\ (?:you\ )?nothing\b | \$\ ?0(?![\d.,]*[1-9])
  | \bdiscount(?:s|ed)?\b | \bcoupons?\b | \bvouchers?\b | \bhalf[- ](?:off|price)\b
  | \b(?:two|2)[- ]for[- ](?:one|1)\b | \b(?:just|only)\ \$\ ?\d+
  | \b(?:cheaper|introductory|lower|promotional|reduced|special)\ (?:\w+\ )?(?:cost|fee|offer|price|rate)s?\b
  | (?:%|\bpercent)\ off\b | \$\ ?\d+\ off\b | \bsave\ (?:up\ to\ )?(?:\$|\d+\ ?(?:%|percent))
)"""

# G.S. 90-154.1(b). Printed, it has to stand in capitals.
REFUND = (
    "If you decide to purchase additional treatment, you have the legal right to change your mind within "
    "three days and receive a refund."
)

RULES = {"result": RESULT, "specialist": SPECIALIST, "licence": LICENCE, "offer": OFFER}
PATTERNS = {rule: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for rule, pattern in RULES.items()}


def found(rule: str, sentence: str) -> list[str]:
    """The words of `sentence` that fall under `rule`, as written."""
    if rule == "offer":
        # As many letters, so that the places stay.
        sentence = re.sub(AT_LIBERTY, lambda at: "·" * len(at[0]), sentence, flags=re.IGNORECASE | re.VERBOSE)
    return [
        at[0]
        for at in PATTERNS[rule].finditer(sentence)
        if not at[0].lower().startswith("chiropractic ") and not NEGATED.search(sentence[: at.start()])
    ]


def has_refund_sentence(text: str) -> bool:
    """In capitals or not: how it is printed, an editor sees."""
    return REFUND.casefold() in " ".join(text.split()).casefold()

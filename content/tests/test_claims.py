"""Words that may not stand as they are, and the same words where they may (STANDARDS 3.14)."""

import pytest

from content.claims import REFUND, found, has_refund_sentence

RESULTS = [
    ("We guarantee relief.", ["guarantee"]),
    ("Results are guaranteed, or you come back.", ["guaranteed"]),
    ("It cures back pain.", ["cures"]),
    ("Get permanent relief today.", ["permanent relief"]),
    ("Complete pain relief is near.", ["Complete pain relief"]),
    ("The pain goes away for good.", ["goes away for good"]),
    ("It works for 100 % of patients.", ["100 %"]),
    ("Our care is 100% safe.", ["100%"]),
    ("It always works.", ["always works"]),
    ("This never fails.", ["never fails"]),
    ("It helps for everyone who tries it.", ["helps for everyone"]),
    ("This will heal your back.", ["will heal your"]),
    ("You will soon be pain free.", ["You will soon be pain free"]),
    ("It is no wonder that we guarantee it.", ["guarantee"]),
    ("If you do not get well, we promise more.", ["promise"]),
    ("It is not just a cure.", ["cure"]),
    ("We promise a cure.", ["promise", "cure"]),
    ("We cannot promise a result.", []),
    ("Nobody can promise you that it always works.", []),
    ("We don’t guarantee a cure.", []),
    ("There is no cure for it.", []),
    ("It does not always help.", []),
    ("Nobody can give you a guarantee.", []),
    ("Some people feel permanent damage.", []),
    ("Exercise may help for a while, and it is good for you.", []),
    ("Promising research goes on. Keep it secure.", []),
]
SPECIALISTS = [
    ("Ask a back pain specialist.", ["specialist"]),
    ("Our specialists see you.", ["specialists"]),
    ("We specialize in necks.", ["specialize in"]),
    ("Dr. Hand is a neurologist.", ["neurologist"]),
    ("She is a specialist in chiropractic.", ["specialist"]),
    ("Dr. Hand is a chiropractic neurologist.", []),
    ("Ask a Chiropractic specialist.", []),
    ("Ask a chiropractic sports specialist.", []),
    ("We are not specialists.", []),
    ("It is a special day.", []),
]
LICENCES = [
    ("Paula Hand, doctor of medicine.", ["doctor of medicine"]),
    ("Paula Hand, M.D., sees you.", ["M.D."]),
    ("Our physical therapists help.", ["physical therapists"]),
    ("A massage therapist uses strokes.", ["massage therapist"]),
    ("We offer massage therapy.", ["We offer massage therapy"]),
    ("Our physician sees you.", ["physician"]),
    ("Talk to a psychologist.", ["psychologist"]),
    ("Our chiropractic physician sees you.", []),
    ("Massage therapy works on muscles.", []),
    ("See a doctor at once.", []),
    ("A doctor of chiropractic sees you.", []),
    ("We are not massage therapists.", []),
]
OFFERS = [
    ("Come for a free evaluation.", ["free evaluation"]),
    ("Your first visit is free.", ["visit is free"]),
    ("Free first spinal exam!", ["Free first spinal exam"]),
    ("We look at your spine for free.", ["for free"]),
    ("The first one is free of charge.", ["free of charge"]),
    ("There is an evaluation at no cost.", ["at no cost"]),
    ("A complimentary talk.", ["complimentary"]),
    ("20 % off for new patients.", ["% off"]),
    ("Take $30 off.", ["$30 off"]),
    ("An exam for only $49.", ["only $49"]),
    ("Ask about our discounts.", ["discounts"]),
    ("A reduced rate for students.", ["reduced rate"]),
    ("Live pain free, one visit at a time.", []),
    ("A drug-free treatment.", []),
    ("The exam leaves you free of pain.", []),
    ("Feel free to ask at your visit.", []),
    ("Care that lets you move freely.", []),
    ("After the visit you have free time.", []),
    ("The massage sets the muscle free.", []),
    ("Call our toll-free number before a visit.", []),
    ("The evaluation is not free.", []),
    ("Free your neck with care.", []),
    ("It costs $50.", []),
]


@pytest.mark.parametrize(
    ("rule", "sentence", "words"),
    [
        (rule, *row)
        for rule, rows in [
            ("result", RESULTS),
            ("specialist", SPECIALISTS),
            ("licence", LICENCES),
            ("offer", OFFERS),
        ]
        for row in rows
    ],
)
def test_words_found(rule, sentence, words):
    assert found(rule, sentence) == words


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        (f"Come in. {REFUND}", True),
        (f"Come in.\n{REFUND.upper()}", True),
        (REFUND.replace(" three ", "\nthree "), True),
        (REFUND.replace("three", "seven"), False),
        (REFUND.replace(" and receive a refund", ""), False),
    ],
)
def test_refund_sentence(text, is_there):
    assert has_refund_sentence(text) is is_there

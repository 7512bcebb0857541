"""The words of a text as searches compare them: clinic/search_text.py, which says why of each step.

What is made with it stays as it was made: whoever changes it also fills content_article.words again and builds
contact_names and contactevent_names anew.
"""

from django.db import migrations

SEARCH_WORDS = r"""
CREATE FUNCTION search_words(written text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text := written;
    apart text;
    joined text;
BEGIN
    IF written !~ '[^A-Za-z0-9 ]' THEN
        RETURN written;
    END IF;
    IF octet_length(written) > length(written) THEN
        folded := regexp_replace(
            folded, '([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189]+)', ' \1 ', 'g'
        );
        folded := translate(
            folded,
            U&'ŁłØøĐđıÐðĦħŦŧ\00b4\2018\2019\201b\02b9\02bb\02bc\2032\2010\2011\2012\2013\2212'
            '\00ad\180e\200b\200c\200d\2060\fe0e\fe0f\feff\2122\2120',
            'LlOoDdiDdHhTt''''''''''''''''-----'
        );
        folded := regexp_replace(normalize(folded, NFKD), '[\u0300-\u036f]', '', 'g');
        folded := replace(replace(folded, 'ß', 'ss'), 'ẞ', 'SS');
        folded := replace(replace(folded, 'æ', 'ae'), 'Æ', 'AE');
        folded := replace(replace(folded, 'œ', 'oe'), 'Œ', 'OE');
        folded := replace(replace(folded, 'þ', 'th'), 'Þ', 'TH');
    END IF;
    folded := regexp_replace(folded, '[''`]([lL][lL]|[rRvV][eE]|[dDmM])(?![a-zA-Z])', ' ', 'g');
    folded := regexp_replace(folded, '([0-9]),(?=[0-9][0-9][0-9](?![0-9]))', '\1', 'g');
    folded := regexp_replace(folded, '([0-9])[.,/:](?=[0-9])', '\1 ', 'g');
    apart := regexp_replace(folded, '[BETWEEN]+', ' ', 'g');
    joined := regexp_replace(folded, '(?<=[^BETWEEN])[''`\-./&+_\u00b7](?=[^BETWEEN])', '', 'g');
    IF joined = folded THEN
        RETURN apart;
    END IF;
    RETURN apart || ' ' || regexp_replace(joined, '[BETWEEN]+', ' ', 'g');
END $$
""".replace(
    "BETWEEN",
    r"\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f"
    r"\U0001f000-\U0001faff",
)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0006_moments_in_range"),
    ]

    operations = [migrations.RunSQL(SEARCH_WORDS, "DROP FUNCTION search_words(text)")]

from django.db import migrations

# At once and on every machine, whoever disables an account, by plain SQL too. Again when it is enabled: a
# sign-in may have been under way. As the owner, who alone may say where its tables are looked for.
END_SESSIONS = """
CREATE FUNCTION end_sessions_of_account() RETURNS TRIGGER AS $$
BEGIN
    DELETE FROM django_session USING usersessions_usersession AS one
        WHERE one.user_id = NEW.id AND one.session_key = django_session.session_key;
    DELETE FROM usersessions_usersession WHERE user_id = NEW.id;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

CREATE TRIGGER end_sessions_of_account AFTER UPDATE OF is_active ON auth_user
    FOR EACH ROW WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active)
    EXECUTE FUNCTION end_sessions_of_account();
"""

DO_NOT = """
DROP TRIGGER end_sessions_of_account ON auth_user;
DROP FUNCTION end_sessions_of_account();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(END_SESSIONS, DO_NOT)]

from lib.serving import Site


def test_what_serves_does_not_learn_the_owners_address(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://clinic_owner@/clinic")
    site = Site(debug=False)
    assert site.owner_url == "postgres://clinic_owner@/clinic"
    assert "DATABASE_OWNER_URL" not in site.env

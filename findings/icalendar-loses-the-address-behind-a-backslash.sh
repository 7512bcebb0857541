#!/bin/sh
# icalendar 7.3.0 writes a parameter that ends in a backslash as it is (RFC 5545 3.1 knows no escapes in parameters),
# but reads "\:" as an escaped colon: of ORGANIZER;CN=Ann\:mailto:ann@example.com, its own output, the address comes
# back as "ann@example.com" without mailto, and the name as "Ann:mailto". Nothing is raised, errors is empty.
# Exits with 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import icalendar

event = icalendar.Event()
event["organizer"] = icalendar.vCalAddress("mailto:ann@example.com")
event["organizer"].params["CN"] = "Ann\\"
written = event.to_ical().decode()
again = icalendar.Event.from_ical(written)
name, address = again["organizer"].params["CN"], str(again["organizer"])
print("icalendar", icalendar.__version__)
print("written:", written.splitlines()[1])
print("read:   ", repr(name), repr(address), "errors:", again.errors)
as_seen = (name, address, again.errors) == ("Ann:mailto", "ann@example.com", [])
print("as seen:", as_seen)
sys.exit(0 if as_seen else 1)
PYTHON

"""All shipped worlds against their schema, by an implementation of JSON Schema that isn't ours; and worlds with a fault, which it must refuse.

    ./veneer python -m pip install -r Benches/requirements.txt     # once
    ./veneer python Benches/schema_check.py
"""
import json
import re
import sys
from pathlib import Path

import jsonschema

WORLDS = Path(__file__).resolve().parent.parent / "Worlds"


def plain(text):
    """Without comments and trailing commas, outside strings."""
    text = re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda m: m.group(1) or "", text, flags=re.S)
    return json.loads(re.sub(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', lambda m: m.group(1) or "", text))


def main():
    schema = json.loads((WORLDS / "world.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator, failed = jsonschema.Draft202012Validator(schema), 0
    worlds = sorted(WORLDS.glob("*.jsonc"))
    for file in worlds:
        for error in validator.iter_errors(plain(file.read_text())):
            failed += 1
            print(f"{file.name}: {error.json_path}: {error.message[:200]}")
    faults = [("look", {"timeOfDay": "noon"}), ("bodies", [{"name": "a", "shap": {}}]), ("seed", -1), ("table", {"size": [1, 1]}), ("materials", {"a": {"kind": "wod", "colour": [0, 0, 0]}})]
    whole = plain(worlds[0].read_text())
    for key, value in faults:
        if validator.is_valid({**whole, key: value}):
            failed += 1
            print(f"{worlds[0].name} is valid with {key}: {value}")
    print(f"{len(worlds)} worlds, {len(faults)} faults, {failed} wrong")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

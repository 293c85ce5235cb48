"""Holds a JSON document against a part of a schema: exit status 0 if it fits.

validate_json.py SCHEMA POINTER DOCUMENT   (POINTER as "" or "/$defs/producer")
"""

import json
import sys

import jsonschema

schema_path, pointer, document_path = sys.argv[1:]
with open(schema_path, encoding="utf-8") as file:
    schema = json.load(file)
with open(document_path, encoding="utf-8") as file:
    document = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
if pointer:
    schema = {"$ref": "#" + pointer, "$defs": schema["$defs"]}
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
for error in errors:
    print(f"{error.json_path}: {error.message}")
sys.exit(1 if errors else 0)

"""docs/report.schema.json, for tests that look at an evaluation's JSON."""
import copy
import json
import pathlib

import jsonschema

SCHEMA = json.loads((pathlib.Path(__file__).parents[3] / "docs/report.schema.json").read_text())


def closed(schema):
    """The schema without room for what it does not describe: what is written must be described."""
    schema = copy.deepcopy(schema)
    pending = [schema]
    while pending:
        part = pending.pop()
        if isinstance(part, dict) and isinstance(part.get("properties"), dict):
            part.setdefault("additionalProperties", False)
        pending += [each for each in (part.values() if isinstance(part, dict) else part) if isinstance(each, (dict, list))]
    return schema


VALIDATOR = jsonschema.Draft202012Validator(closed(SCHEMA))


def faults(evaluation):
    return [(list(fault.absolute_path), fault.message[:200]) for fault in VALIDATOR.iter_errors(evaluation)]


def undescribed():
    """Members of which the schema does not say in words what they are."""
    found, pending = [], [("", SCHEMA)]
    while pending:
        path, part = pending.pop()
        for name in ("properties", "$defs"):
            members = part.get(name, {}) if isinstance(part, dict) else {}
            found += [f"{path}/{key}" for key, member in members.items() if len(member.get("description", "")) < 8]
        pending += [(f"{path}/{key}", each) for key, each in (part.items() if isinstance(part, dict) else enumerate(part))
                    if isinstance(each, (dict, list))]
    return found

# SPDX-License-Identifier: MIT
# OpenApi: Infobip's own OpenAPI document, as a judge of answers and a source of bad requests.
import copy
import functools
import json
import os
import re

from jsonschema import Draft202012Validator, FormatChecker, RefResolver

HERE = os.path.dirname(os.path.abspath(__file__))
with open(HERE + "/openapi.json", encoding="utf-8") as file:
    DOCUMENT = json.load(file)

CHECKER = FormatChecker(formats=())
CHECKER.checks("int32")(lambda value: not is_number(value) or -2**31 <= value < 2**31)
CHECKER.checks("int64")(lambda value: not is_number(value) or -2**63 <= value < 2**63)

CONTENT_TYPE = "application/json;charset=UTF-8"

# In an official example, but not in its schema; and what only the named statuses declare, not 4XX.
UNDECLARED = {"emailStatus.description", "requestError.serviceException.validationErrors"}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def operations():
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def find_operation(method, path):
    """The template and the operation; None where the document has none."""
    path = path.split("?")[0]
    path = path[:-1] if path.endswith("/") else path
    found = [(template, operation) for verb, template, operation in operations()
             if verb == method and
             re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), path)]
    # /2fa/2/pin/voice is no {pinId}: the template with the fewest names is meant.
    return min(found, key=lambda each: each[0].count("{"), default=None)


def resolve(schema):
    """With allOf of one and $ref followed; enough for this document."""
    while "$ref" in schema or "allOf" in schema:
        if "$ref" in schema:
            schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        else:
            assert len(schema["allOf"]) == 1
            schema = schema["allOf"][0]
    return schema


def validator(schema):
    return Draft202012Validator(schema, resolver=RefResolver("", DOCUMENT), format_checker=CHECKER)


def undeclared(value, schema, path=""):
    """Members that the schema does not know: it allows them, we do not make any up."""
    schema = resolve(schema)
    if isinstance(value, list):
        for each in value:
            yield from undeclared(each, schema["items"], path)
    elif isinstance(value, dict) and "properties" in schema:
        for name, member in value.items():
            where = path + "." + name if path else name
            if name not in schema["properties"]:
                if where not in UNDECLARED:
                    yield where
            else:
                yield from undeclared(member, schema["properties"][name], where)


def response_schema(operation, status):
    responses = operation["responses"]
    for key in (str(status), "%dXX" % (status // 100)):
        response = responses.get(key, {})
        if "$ref" in response:
            response = DOCUMENT["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        content = response.get("content")
        if content:
            return content["application/json"]["schema"]
    return None


@functools.lru_cache(maxsize=None)
def response_validator(schema_text):
    return validator(json.loads(schema_text))


def outside_the_text(body, schema):
    """Values beside those that a member's description lists; the schema itself has no enum."""
    for name, member in resolve(schema).get("properties", {}).items():
        listed = re.search("one of the following values: ((?:`[A-Z_]+`(?:, )?)+)",
                           member.get("description", ""))
        if listed and name in body and "`%s`" % body[name] not in listed.group(1):
            yield "%s cannot be %s" % (name, body[name])


def read(text):
    """The JSON, and the names of members that an object has twice."""
    twice = []

    def pairs(members):
        names = [name for name, _ in members]
        twice.extend(sorted({name for name in names if names.count(name) > 1}))
        return dict(members)

    return json.loads(text.decode(), object_pairs_hook=pairs), twice


def complaints(method, path, status, content_type, text):
    """What is wrong with an answer of the API; nothing, too, where the document does not say."""
    found = find_operation(method, path)
    if found is None:
        return []
    schema = response_schema(found[1], status)
    if schema is None:
        return ["status %d is not declared" % status]
    wrong = [] if content_type == CONTENT_TYPE else ["Content-Type %s" % content_type]
    try:
        body, twice = read(text)
    except (ValueError, RecursionError) as error:
        return wrong + ["not JSON: %s" % error]
    wrong += ["%s stands there twice" % name for name in twice]
    wrong += [error.message
              for error in response_validator(json.dumps(schema)).iter_errors(body)]
    wrong += ["undeclared " + name for name in undeclared(body, schema)]
    return wrong + list(outside_the_text(body, schema))


def request_schema(operation):
    body = operation.get("requestBody")
    return body["content"]["application/json"]["schema"] if body else None


WRONG_KIND = {
    "string": [17, True, None, {}, ["x"]],
    "boolean": ["true", 1, None, {}],
    "integer": ["5", 1.5, True, None, {}, 2**31],
    "number": ["1", True, None, {}],
    "object": ["x", 5, None, []],
}


def mutants(schema, good, before=""):
    """(name of the member, body) for each single way to break `good` that the schema knows."""
    schema = resolve(schema)
    for name, member in schema.get("properties", {}).items():
        member = resolve(member)
        where = before + name

        def broken(value, member_name=name):
            body = copy.deepcopy(good)
            body[member_name] = value
            return body

        if name in schema.get("required", []):
            yield where, {key: value for key, value in good.items() if key != name}
        for value in WRONG_KIND[member["type"]]:
            if value == 2**31 and member.get("format") != "int32":
                continue
            yield where, broken(value)
        if "enum" in member:
            yield where, broken("NO_SUCH_VALUE")
        if "maxLength" in member:
            yield where, broken("x" * (member["maxLength"] + 1))
        if isinstance(member.get("additionalProperties"), dict):
            yield where + ".k", broken({"k": 5})
            yield where + ".k", broken({"k": None})
        if member["type"] == "object" and name in good and "properties" in member:
            for inner, body in mutants(member, good[name], where + "."):
                yield inner, broken(body)

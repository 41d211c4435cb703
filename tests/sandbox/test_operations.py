# SPDX-License-Identifier: MIT
# The 18 operations: statuses and bodies as published, answers and refusals by the OpenAPI document.
import base64
import glob
import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import time
import unittest

import openapi
import sandbox
from sandbox import NUMBER, Sandbox, other

HERE = os.path.dirname(os.path.abspath(__file__))


def case(name):
    with open("%s/cases/%s.json" % (HERE, name), encoding="utf-8") as file:
        return json.load(file)


def shape(value):
    """Members and kinds, without the values."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


class Judge(unittest.TestCase):
    """That every answer is judged is worth as much as the judge."""

    GOOD = {"pinId": "A", "to": NUMBER, "ncStatus": "NC_NOT_CONFIGURED", "smsStatus": "MESSAGE_SENT"}

    def judged(self, body, path="/2fa/2/pin", status=200, content_type=openapi.CONTENT_TYPE):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return openapi.complaints("POST", path, status, content_type, text)

    def test_the_judge_sees_what_is_wrong_with_an_answer(self):
        self.assertEqual(self.judged(self.GOOD), [])
        for changed in ({"pinId": 5}, {"pin": "1234"}, {"ncStatus": "NC_NOT_REACHABLE"},
                        {"smsStatus": "SENT"}):
            self.assertEqual(len(self.judged(dict(self.GOOD, **changed))), 1, changed)
        for body, more in ((b"", {}), (b"{,}", {}), (b'{"to":"1","to":"2"}', {}), ([], {}),
                           (self.GOOD, {"content_type": "text/html"}), (self.GOOD, {"status": 302}),
                           ({"attemptsRemaining": 2**31}, {"path": "/2fa/2/pin/A/verify"}),
                           ({"requestError": {"serviceException": {"messageId": 5}}}, {"status": 404}),
                           ({"errorCode": "E404"}, {"status": 404})):
            self.assertEqual(len(self.judged(body, **more)), 1, (body, more))
        self.assertEqual(self.judged(b"<html>", path="/elsewhere", status=302), [])

    def test_an_answer_that_breaks_the_document_unannounced_fails_the_test_that_asked(self):
        with Sandbox() as box:
            box.ctl("faults", "set", "html,nth=1,route=send")
            box.send()
            box.ctl("faults", "set", "html,nth=1,route=send")
            box.active.clear()
            with self.assertRaisesRegex(AssertionError, "not JSON"):
                box.send()


class Operations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox()

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def setUp(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="10000/1d", verifyPinLimit="10000/1s")
        self.box.ctl("messages", "clear")
        self.base = "applications/%s" % self.box.application

    def test_an_application_has_the_published_defaults(self):
        made = self.box.post("applications", {"name": "defaults"})
        self.assertEqual(made.status, 201)
        answer = made.json
        application_id = answer.pop("applicationId")
        self.assertEqual(answer, {"name": "defaults", "enabled": True, "configuration": {
            "pinAttempts": 10, "allowMultiplePinVerifications": True, "pinTimeToLive": "15m",
            "verifyPinLimit": "1/3s", "sendPinPerApplicationLimit": "10000/1d",
            "sendPinPerPhoneNumberLimit": "3/1d"}})
        self.assertEqual(self.box.get("applications/" + application_id).json, made.json)

    def test_updating_an_application_keeps_what_is_absent(self):
        changed = self.box.put(self.base, {"name": "new", "configuration": {"pinAttempts": 7}})
        self.assertEqual(changed.status, 200)
        self.assertEqual(changed.json["name"], "new")
        self.assertEqual(changed.json["configuration"]["pinAttempts"], 7)
        self.assertEqual(changed.json["configuration"]["verifyPinLimit"], "10000/1s")
        self.assertEqual(self.box.get(self.base).json, changed.json)

    def test_applications_and_templates_are_listed_oldest_first(self):
        second = self.box.new_message()
        listed = self.box.get(self.base + "/messages").json
        self.assertEqual([each["messageId"] for each in listed], [self.box.message, second])
        self.assertEqual(self.box.get("applications").json[-1]["applicationId"],
                         self.box.application)

    def test_updating_a_template_keeps_what_is_absent(self):
        path = "%s/messages/%s" % (self.base, self.box.message)
        changed = self.box.put(path, {"pinLength": 8, "language": "de"})
        self.assertEqual(changed.status, 200)
        self.assertEqual(changed.json["pinLength"], 8)
        self.assertEqual(changed.json["messageText"], "PIN {{pin}}")
        self.assertEqual(self.box.get(path).json, changed.json)
        _, pin = self.box.sent()
        self.assertRegex(pin, "^[0-9]{8}$")

    def test_every_published_exchange_has_the_same_status_and_members_here(self):
        cases = [name for name in sorted(glob.glob(HERE + "/cases/v2-*.json"))
                 if "request" in case(os.path.basename(name)[:-5])]
        self.assertEqual(len(cases), 23)
        for name in cases:
            self.check_case(os.path.basename(name)[:-5])

    def lift_limits(self):
        self.box.put(self.base, {"name": "x", "configuration": {
            "sendPinPerApplicationLimit": "1000/1s", "sendPinPerPhoneNumberLimit": "1000/1s",
            "verifyPinLimit": "1000/1s"}})

    def check_case(self, name):
        self.lift_limits()
        published = case(name)
        request = published["request"]
        email = self.box.post(self.base + "/email/messages", {"emailTemplateId": 1234,
                              "from": "company@example.com", "landingPageId": "1_23456"}).json
        full = self.box.new_message(senderId="S", repeatDTMF="1#", speechRate=1, language="en",
                                    voiceName="Joanna")
        message = {"v2-message-get-email": email["messageId"],
                   "v2-email-message-update": email["messageId"]}.get(name, full)
        pin = self.box.sent(messageId=full)
        if name == "v2-pin-resend-email":
            pin = (self.box.post("pin/email", self.box.order(
                to="a@example.com", messageId=email["messageId"])).json["pinId"], "")
        path = request["path"].replace("{appId}", self.box.application)
        path = path.replace("{msgId}", message).replace("{pinId}", pin[0])
        body = request.get("body")
        if body and "applicationId" in body:
            body = dict(body, applicationId=self.box.application,
                        messageId=email["messageId"] if "email" in name else full)
        if name == "v2-pin-verify-ok":
            body = {"pin": pin[1]}
        if name == "v2-verifications":
            path += "?msisdn=" + NUMBER
            self.box.verify(*pin)
        answer = self.box.call(request["method"], path, body)
        self.assertEqual(answer.status, published["response"]["status"], name)
        self.check_shape(answer.json, published["response"]["body"], name)

    def check_shape(self, seen, published, name):
        if "list" in name:
            seen, published = seen[-1], published[0]
            # The examples show the members that were set; an SMS template always has these.
            published = {key: published[key] for key in published if key in seen}
            seen = {key: seen[key] for key in seen if key in published}
        if name == "v2-verifications":
            seen, published = seen["verifications"][-1], published["verifications"][0]
        seen, published = shape(seen), shape(published)
        if "message" in name and "email" not in name:
            for defaulted in ("language", "pinPlaceholder", "regional", "senderId", "repeatDTMF",
                              "speechRate", "voiceName", "pinLength"):
                if defaulted not in published or defaulted not in seen:
                    seen.pop(defaulted, None)
                    published.pop(defaulted, None)
            if "speechRate" in seen:
                seen["speechRate"] = published["speechRate"]
        self.assertEqual(seen, published, name)

    def test_a_send_answers_as_published_and_the_pin_only_arrives_on_the_phone(self):
        answer = self.box.send(placeholders={"firstName": "John"},
                               messageId=self.box.new_message(
                                   messageText="{{firstName}}: {{pin}}{{x}}", senderId="Me"))
        message = self.box.next_message()
        self.assertRegex(answer.json["pinId"], "^[0-9A-F]{32}$")
        self.assertEqual(answer.json, {"pinId": answer.json["pinId"], "to": NUMBER,
                                       "ncStatus": "NC_DESTINATION_REACHABLE",
                                       "smsStatus": "MESSAGE_SENT"})
        self.assertNotIn(message["pin"].encode(), answer.body)
        self.assertEqual(message["text"], "John: %s{{x}}" % message["pin"])
        self.assertEqual((message["to"], message["from"], message["channel"]),
                         (NUMBER, "Me", "SMS"))
        with open(self.box.folder + "/phone", encoding="utf-8") as phone:
            self.assertEqual(phone.read().splitlines()[-1],
                             "+%s Me: %s" % (NUMBER, message["text"]))

    def test_from_overrides_the_sender_and_may_be_null(self):
        self.box.send(**{"from": "Other"})
        self.assertEqual(self.box.next_message()["from"], "Other")
        self.assertEqual(self.box.send(**{"from": None}).status, 200)
        self.assertEqual(self.box.next_message()["from"], "InfoSMS")

    def test_an_external_id_comes_with_track_delivery_only(self):
        tracked = self.box.send(trackDelivery=True).json
        self.assertRegex(tracked["externalMessageId"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertNotIn("externalMessageId", self.box.send(trackDelivery=False).json)

    def test_a_resend_delivers_the_same_pin_with_the_same_id(self):
        pin_id, pin = self.box.sent()
        for body in (None, {}, b"", {"placeholders": {"a": "b"}}):
            again = self.box.post("pin/%s/resend" % pin_id, body)
            self.assertEqual((again.status, again.json["pinId"]), (200, pin_id))
            self.assertEqual(self.box.next_message()["pin"], pin)

    def test_voice_and_email_answer_with_their_own_status(self):
        voice = self.box.post("pin/voice", self.box.order()).json
        self.assertEqual(voice, {"pinId": voice["pinId"], "to": NUMBER,
                                 "callStatus": "PENDING_ACCEPTED"})
        self.assertEqual(self.box.next_message()["channel"], "call")
        again = self.box.post("pin/%s/resend/voice" % voice["pinId"]).json
        self.assertEqual(again, voice)
        template = self.box.post(self.base + "/email/messages", {"emailTemplateId": 7}).json
        self.assertEqual((template["pinLength"], template["pinType"]), (4, "NUMERIC"))
        order = self.box.order(to="anna@example.com", messageId=template["messageId"])
        email = self.box.post("pin/email", order).json
        self.assertEqual(email["emailStatus"],
                         {"name": "PENDING_ACCEPTED",
                          "description": "Message accepted, pending for delivery."})
        self.assertEqual(self.box.post("pin/%s/resend/email" % email["pinId"]).json, email)
        self.assertEqual(self.box.post("pin/%s/resend" % email["pinId"]).status, 404)
        self.assertEqual(self.box.post("pin/email", self.box.order(to="a@b")).status, 400)
        self.box.next_message()
        pin = self.box.next_message()["pin"]
        pin = self.box.next_message()["pin"]
        self.assertEqual(self.box.verify(email["pinId"], pin).json["verified"], True)

    def test_every_pin_type_makes_pins_of_its_letters(self):
        for pin_type, letters in (("NUMERIC", "[0-9]"), ("ALPHA", "[A-Z]"), ("HEX", "[0-9A-F]"),
                                  ("ALPHANUMERIC", "[0-9A-Z]")):
            message = self.box.new_message(pinType=pin_type, pinLength=8)
            pins = [self.box.sent(messageId=message)[1] for _ in range(5)]
            for pin in pins:
                self.assertRegex(pin, "^%s{8}$" % letters)
            self.assertEqual(len(set(pins)), 5)

    def test_verify_counts_down_and_then_refuses_the_right_pin_too(self):
        self.box.new_application(pinAttempts=3, verifyPinLimit="100/1s")
        pin_id, pin = self.box.sent()
        expected = {"pinId": pin_id, "msisdn": NUMBER, "verified": False, "pinError": "WRONG_PIN"}
        for remaining in (2, 1, 0):
            wrong = self.box.verify(pin_id, other(pin))
            self.assertEqual(wrong.status, 200)
            self.assertEqual(wrong.json, dict(expected, attemptsRemaining=remaining))
        self.assertEqual(self.box.verify(pin_id, pin).json,
                         dict(expected, attemptsRemaining=0, pinError="NO_MORE_PIN_ATTEMPTS"))

    def test_the_right_pin_verifies_with_nothing_remaining_and_no_error(self):
        pin_id, pin = self.box.sent()
        self.assertEqual(self.box.verify(pin_id, pin).json,
                         {"pinId": pin_id, "msisdn": NUMBER, "verified": True,
                          "attemptsRemaining": 0})

    def test_verifications_list_what_happened_to_a_number(self):
        pin_id, pin = self.box.sent()
        began = time.time()
        self.box.verify(pin_id, pin)
        ended = time.time()
        self.box.sent()
        path = self.base + "/verifications"
        listed = self.box.get(path + "?msisdn=" + NUMBER).json["verifications"]
        self.assertEqual([each["verified"] for each in listed], [True, False])
        self.assertTrue(began - 1 < listed[0]["verifiedAt"] / 1000 < ended + 1, listed)
        for query, found in (("&verified=true", 1), ("&verified=false", 1), ("&sent=true", 2),
                             ("&sent=false", 0), ("&verified=undefined", 2)):
            self.assertEqual(len(self.box.get(path + "/?msisdn=" + NUMBER + query)
                                 .json["verifications"]), found, query)
        self.assertEqual(self.box.get(path + "?msisdn=385911").json, {"verifications": []})
        missing = self.box.get(path)
        self.assertEqual((missing.status, list(missing.problem["validationErrors"])),
                         (400, ["msisdn"]))

    def test_what_is_not_there_is_answered_as_published(self):
        self.assertEqual(self.box.get("applications/nope").json, case("v2-error-404")["response"]["body"])
        for path in ("applications/nope/messages", self.base + "/messages/nope",
                     "applications/nope/verifications?msisdn=1",
                     "applications/nope/messages/" + self.box.message):
            self.assertEqual(self.box.get(path).status, 404, path)
        name = {"name": "x"}
        self.assertEqual(self.box.put("applications/nope", name).status, 404)
        self.assertEqual(self.box.put(self.base + "/messages/nope", {}).status, 404)
        self.assertEqual(self.box.put(self.base + "/email/messages/" + self.box.message,
                                      {}).status, 404)
        self.assertEqual(self.box.verify("nope", "123456").status, 404)
        self.assertEqual(self.box.post("pin/nope/resend").status, 404)
        for member in ("applicationId", "messageId"):
            self.assertEqual(self.box.send(**{member: "nope"}).json,
                             case("v2-error-400")["response"]["body"])

    def good_bodies(self):
        regional = {"indiaDlt": {"principalEntityId": "p", "contentTemplateId": "c",
                                 "teleMarketerId": "t"}}
        phone = {"messageText": "{{pin}}", "pinType": "HEX", "pinLength": 5, "language": "pt_br",
                 "voiceName": "Joanna", "senderId": "S", "repeatDTMF": "1#", "speechRate": 2.0,
                 "regional": regional}
        email = {"emailTemplateId": 2**40, "from": "a@b.c", "landingPageId": "1", "pinLength": 4,
                 "pinType": "ALPHA"}
        template = self.box.post(self.base + "/email/messages", email).json["messageId"]
        texts = {"first": "John"}
        order = self.box.order(placeholders=texts, trackDelivery=True, **{"from": "S"})
        mail = dict(self.box.order(to="a@b.c", messageId=template, placeholders=texts,
                                   landingPagePlaceholders=texts), **{"from": "a@b.c"})
        application = {"name": "n", "enabled": True, "configuration": {
            "pinAttempts": 1, "allowMultiplePinVerifications": False, "pinTimeToLive": "365d",
            "verifyPinLimit": "1/d", "sendPinPerApplicationLimit": "1/365d",
            "sendPinPerPhoneNumberLimit": "1/ms"}}
        pin_id, _ = self.box.sent()
        mail_id = self.box.post("pin/email", mail).json["pinId"]
        return {
            ("POST", "/2fa/2/applications"): application,
            ("PUT", "/2fa/2/applications/{appId}"): application,
            ("POST", "/2fa/2/applications/{appId}/messages"): phone,
            ("PUT", "/2fa/2/applications/{appId}/messages/{msgId}"): phone,
            ("POST", "/2fa/2/applications/{appId}/email/messages"): email,
            ("PUT", "/2fa/2/applications/{appId}/email/messages/{msgId}"): email,
            ("POST", "/2fa/2/pin"): order,
            ("POST", "/2fa/2/pin/voice"): order,
            ("POST", "/2fa/2/pin/email"): mail,
            ("POST", "/2fa/2/pin/{pinId}/resend"): {"placeholders": texts, "trackDelivery": True},
            ("POST", "/2fa/2/pin/{pinId}/resend/voice"): {"placeholders": texts,
                                                          "trackDelivery": False},
            ("POST", "/2fa/2/pin/{pinId}/resend/email"): {"placeholders": texts,
                                                          "landingPagePlaceholders": texts},
            ("POST", "/2fa/2/pin/{pinId}/verify"): {"pin": "000"},
        }, template, pin_id, mail_id

    def test_whatever_the_document_forbids_is_refused_with_the_name_of_the_member(self):
        bodies, template, pin_id, mail_id = self.good_bodies()
        applications = len(self.box.get("applications").json)
        tried = 0
        for method, path, operation in openapi.operations():
            schema = openapi.request_schema(operation)
            if schema is None:
                continue
            good = bodies.pop((method, path))
            message = template if "/email/" in path else self.box.message
            target = path.replace("{appId}", self.box.application).replace("{msgId}", message)
            target = target.replace("{pinId}", mail_id if "email" in path else pin_id)
            for member, body in openapi.mutants(schema, good):
                if member == "from" and body.get("from", 0) is None and "/pin" in path:
                    continue  # null was accepted in real traffic
                tried += 1
                refused = self.box.call(method, target, body)
                self.assertEqual(refused.status, 400, (method, target, body))
                self.assertEqual(list(refused.problem["validationErrors"]), [member], body)
            for nothing in ([], "x", 5, None):
                refused = self.box.call(method, target, json.dumps(nothing).encode())
                self.assertEqual(refused.status, 400, (method, target, nothing))
                self.assertIn("body", refused.problem["validationErrors"])
            accepted = self.box.call(method, target, good)
            self.assertIn(accepted.status, (200, 201), (method, target, accepted.body))
            self.lift_limits()
        self.assertEqual(bodies, {})
        self.assertGreater(tried, 250)
        self.assertEqual(len(self.box.get("applications").json), applications + 1)

    def test_bounds_that_stand_in_the_text_only_are_kept_too(self):
        for member, values in {
                "pinAttempts": [0, -1],
                "pinTimeToLive": ["", "5", "5w", "0m", "366d", "-1m", "1.5m", "5 m", "m5", "5M"],
                "verifyPinLimit": ["", "3", "/3s", "0/3s", "1/2d", "1/3w", "a/3s", "1/3s/4"],
                "sendPinPerApplicationLimit": ["1/366d"],
                "sendPinPerPhoneNumberLimit": ["1/366d", "3/1y"]}.items():
            for value in values:
                refused = self.box.post("applications", {"name": "n",
                                                         "configuration": {member: value}})
                self.assertEqual(list(refused.problem["validationErrors"]),
                                 ["configuration." + member], value)
        for member, value in (("messageText", "no pin"), ("speechRate", 0.4), ("speechRate", 2.1),
                              ("pinLength", 0), ("pinLength", 9), ("pinType", "HEXA"),
                              ("language", "pt-br"), ("messageText", " ")):
            body = {"messageText": "{{pin}}", "pinType": "NUMERIC", member: value}
            refused = self.box.post(self.base + "/messages", body)
            self.assertEqual(list(refused.problem["validationErrors"]), [member], value)
        for to in ("", "0041793026727", "abc", "+", "4179302672a", "41 79", "1" * 16, "1234"):
            self.assertEqual(self.box.send(to=to).status, 400, to)
        for names in ({"pin": "1234"}, {"{{x}}": "y"}):
            self.assertEqual(self.box.send(placeholders=names).status, 400, names)

    def test_nulls_in_what_is_not_declared_do_not_matter(self):
        self.assertEqual(self.box.send(unknown=None, more={"x": [1]}).status, 200)


class Transport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--key", "k1", "--key", "k2,2fa:pin:send", "--basic", "anna:secret",
                          "--token", "t0")

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def status(self, authorization, path="/2fa/2/applications"):
        return self.box.raw("GET", path, headers={"Authorization": authorization}).status

    def test_a_good_credential_gets_in_and_nothing_else(self):
        basic = base64.b64encode(b"anna:secret").decode()
        for good in ("App k1", "Basic " + basic, "IBSSO t0", "Bearer t0"):
            self.assertEqual(self.status(good), 200, good)
        for bad in ("", "App", "App ", "App k", "App k11", "app k1", "APP k1", "k1", "App  k1",
                    "App App k1", "Basic k1", "Bearer k1", "IBSSO", "undefined"):
            self.assertEqual(self.status(bad), 401, bad)
        answer = self.box.raw("GET", "/2fa/2/applications")
        self.assertEqual(answer.json, case("v2-error-401")["response"]["body"])

    def test_a_key_out_of_its_scope_is_forbidden(self):
        answer = self.box.raw("GET", "/2fa/2/applications", headers={"Authorization": "App k2"})
        self.assertEqual((answer.status, answer.json),
                         (403, case("v2-error-403")["response"]["body"]))
        sent = self.box.post("pin", self.box.order(), Authorization="App k2")
        self.assertEqual(sent.status, 200)

    def test_the_key_comes_before_the_route_and_the_route_before_the_body(self):
        self.assertEqual(self.status("App x", "/nowhere"), 401)
        self.assertEqual(self.status("App k1", "/nowhere"), 404)
        self.assertEqual(self.box.call("POST", "/2fa/2/nowhere", b"{").status, 404)
        self.assertEqual(self.box.call("POST", "/2fa/2/pin", b"{").status, 400)
        self.assertEqual(self.box.call("POST", "/2fa/2/pin", b"{", Authorization=None).status, 401)

    def test_a_post_without_a_body_is_answered_at_once(self):
        pin_id, _ = self.box.sent()
        target = self.box.url.split("//")[1].split(":")
        began = time.monotonic()
        for _ in range(12):
            with socket.create_connection((target[0], int(target[1])), timeout=sandbox.patience()) as plain:
                plain.sendall(("POST /2fa/2/pin/%s/resend HTTP/1.1\r\nHost: x\r\n"
                               "Authorization: App k1\r\n\r\n" % pin_id).encode())
                self.assertTrue(plain.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n"))
        # The library alone would wait 5 s for each: this is no measure of the machine.
        self.assertLess(time.monotonic() - began, 45)

    def test_chunked_bodies_and_any_header_of_real_clients_are_taken(self):
        def chunks():
            text = json.dumps(self.box.order()).encode()
            yield text[:10]
            yield text[10:]
        answer = self.box.raw("POST", "/2fa/2/pin/?ncNeeded=undefined", body=chunks(), headers={
            "Authorization": "App k1", "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json, text/plain, */*", "User-Agent": "axios/1.21.1",
            "Accept-Encoding": "gzip, compress, deflate, br"})
        self.assertEqual(answer.status, 200)

    def test_two_hundred_requests_fit_on_one_connection(self):
        self.box.ctl("counters", "reset")
        connection = self.box.connect()
        for _ in range(200):
            self.box.exchange(connection, "GET", "/2fa/2/applications", None,
                              {"Authorization": "App k1"})
        connection.close()
        counters = self.box.counters()
        self.assertEqual(counters["connections"], 1)
        self.assertEqual(counters["requests"], {"list-applications": 200})

    def test_xml_is_refused_both_ways(self):
        self.assertEqual(self.box.call("POST", "/2fa/2/pin", b"<x/>",
                                       Content_Type="application/xml").status, 415)
        self.assertEqual(self.box.get("applications", Accept="application/xml").status, 406)
        self.assertEqual(self.box.get("applications", Accept="application/xml, */*").status, 200)
        self.assertEqual(self.box.get("applications", Accept="Application/JSON").status, 200)
        self.assertEqual(self.box.post("pin", self.box.order(),
                                       Content_Type="Application/JSON;Charset=utf-8").status, 200)
        form = self.box.call("POST", "/2fa/2/pin", b"to=1",
                             Content_Type="application/x-www-form-urlencoded")
        self.assertEqual(form.status, 415)
        self.assertEqual(self.box.post("pin", self.box.order(), Content_Type=None).status, 200)

    def test_head_options_and_other_methods(self):
        full = self.box.get("applications")
        head = self.box.call("HEAD", "/2fa/2/applications")
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers["Content-Length"], str(len(full.body)))
        options = self.box.raw("OPTIONS", "/2fa/2/applications")
        self.assertEqual((options.status, options.headers["Allow"], options.body),
                         (200, "GET, HEAD, POST, OPTIONS", b""))
        for method in ("DELETE", "PATCH", "PUT"):
            refused = self.box.call(method, "/2fa/2/applications", {})
            self.assertEqual((refused.status, refused.headers["Allow"]),
                             (405, "GET, HEAD, POST, OPTIONS"))

    def test_more_than_64_kib_is_refused(self):
        blanks = b"{" + b" " * 70_000 + b"}"
        packed = gzip.compress(b" " * 10_000_000)
        self.assertLess(len(packed), 65_536)
        for body, headers in ((blanks, {}), (iter([blanks[:9000]] * 8), {}),
                              (packed, {"Content_Encoding": "gzip"})):
            refused = self.box.call("POST", "/2fa/2/pin", body, **headers)
            self.assertEqual(refused.status, 413)
            self.assertEqual(refused.problem["messageId"], "PAYLOAD_TOO_LARGE")
            self.assertEqual(self.box.get("applications").status, 200)

    def test_a_body_without_end_is_cut_off(self):
        taken = []

        def endless():
            while len(taken) < 2000:
                taken.append(None)
                yield b" " * 65_536

        try:
            self.assertEqual(self.box.call("POST", "/2fa/2/pin", endless()).status, 413)
        except ConnectionError:
            pass  # it was cut while this end was still sending
        self.assertLess(len(taken), 2000)
        self.assertEqual(self.box.get("applications").status, 200)

    def test_a_packed_body_is_unpacked_and_a_form_is_refused(self):
        packed = gzip.compress(json.dumps(self.box.order()).encode())
        self.assertEqual(self.box.call("POST", "/2fa/2/pin", packed,
                                       Content_Encoding="gzip").status, 200)
        form = b'--x\r\nContent-Disposition: form-data; name="to"\r\n\r\n41793026727\r\n--x--\r\n'
        self.assertEqual(self.box.call("POST", "/2fa/2/pin", form,
                                       Content_Type="multipart/form-data; boundary=x").status, 415)

    def answer_to(self, text):
        """Status line and headers of the answer to bytes that no client would send."""
        host, port = self.box.url.split("//")[1].split(":")
        with socket.create_connection((host, int(port)), timeout=sandbox.patience()) as plain:
            plain.sendall(text.encode())
            answer = http.client.HTTPResponse(plain)
            answer.begin()
            answer.close()
            return answer

    def test_accept_may_be_on_several_lines(self):
        for lines, status in (("Accept: text/html\r\nAccept: application/json", 200),
                              ("Accept: text/html\r\nAccept: application/xml", 406)):
            answer = self.answer_to("GET /2fa/2/applications HTTP/1.1\r\nHost: x\r\n"
                                    "Authorization: App k1\r\n%s\r\n\r\n" % lines)
            self.assertEqual(answer.status, status, lines)

    def check_date(self, status, text):
        answer = self.answer_to(text)
        self.assertEqual(answer.status, status, text[:80])
        for name, value in (("Date", "Mon, 03 Feb 2031 04:0[5-9]:[0-9]{2} GMT"),
                            ("Server", "SMS,API"), ("X-Request-ID", "[0-9A-F]{32}")):
            (only,) = answer.headers.get_all(name, ["none"])
            self.assertRegex(only, "^%s$" % value, text[:80])

    def test_every_answer_has_the_date_of_the_sandbox_also_one_of_the_http_library(self):
        self.box.ctl("clock", "set", "2031-02-03T04:05:06Z")
        key = "Host: x\r\nAuthorization: App k1\r\n"
        order = json.dumps(self.box.order())
        post = "POST /2fa/2/pin HTTP/1.1\r\n" + key + "Content-Length: %d\r\n\r\n"
        for status, text in ((200, "GET /2fa/2/applications HTTP/1.1\r\n" + key + "\r\n"),
                             (401, "GET /2fa/2/applications HTTP/1.1\r\nHost: x\r\n\r\n"),
                             (404, "GET /nowhere HTTP/1.1\r\n" + key + "\r\n"),
                             (200, "OPTIONS /2fa/2/pin HTTP/1.1\r\n" + key + "\r\n"),
                             (200, post % len(order) + order),
                             (413, post % 70_000 + " " * 70_000),
                             (400, "GET / HTTP/9.9\r\n\r\n"),
                             (414, "GET /%s HTTP/1.1\r\n\r\n" % ("x" * 9000))):
            self.check_date(status, text)
        for fault in ("truncated", "no-content-type", "status=503", "empty"):
            self.box.ctl("faults", "set", fault + ",nth=1")
            self.check_date(503 if "=" in fault else 200, post % len(order) + order)

    def test_every_answer_has_a_request_id_of_its_own(self):
        ids = {self.box.get("applications").headers["X-Request-ID"] for _ in range(5)}
        self.assertEqual(len(ids), 5)

    def test_requests_that_the_npm_sdk_was_seen_to_send_are_accepted(self):
        recorded = case("npm-sdk-emitted-requests")
        self.assertEqual(len(recorded["requests"]), 18)
        for request in recorded["requests"]:
            pin_id, _ = self.box.sent()
            ids = {"APP1": self.box.application, "MSG1": self.box.message, "PIN1": pin_id}
            target, body = request["target"], json.dumps(request.get("body"))
            for placeholder, value in ids.items():
                target, body = target.replace(placeholder, value), body.replace(placeholder, value)
            headers = dict(recorded["commonHeaders"], Authorization="App k1")
            answer = self.box.raw(request["method"], target,
                                  body.encode() if "body" in request else None, headers)
            expected = {"createApplication": 201, "verifyPhoneNumber pinId needing escaping": 404}
            self.assertEqual(answer.status, expected.get(request["sdkCall"], 200), request)


class Places(unittest.TestCase):
    def test_it_speaks_tls_that_a_client_can_check(self):
        with Sandbox(tls=True) as box:
            self.assertTrue(box.url.startswith("https://localhost:"))
            self.assertEqual(box.get("applications").status, 200)
            self.assertEqual(box.counters()["handshakes"], 1)
            self.assertEqual(os.stat(box.folder + "/tls/server.key").st_mode & 0o777, 0o600)

    def test_a_client_gets_in_with_tls_1_2_and_1_3_and_is_told_that_1_1_is_too_old(self):
        with Sandbox(tls=True) as box:
            for version, said in (("1", None), ("1_1", None), ("1_2", "TLSv1.2"), ("1_3", "TLSv1.3")):
                # All alike but the version: level 0 is what an old one needs.
                done = subprocess.run(["openssl", "s_client", "-connect", box.url[8:], "-tls" + version,
                                       "-cipher", "DEFAULT@SECLEVEL=0", "-verify_return_error",
                                       "-CAfile", box.folder + "/tls/ca.pem"], text=True, check=False,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, timeout=sandbox.patience())
                if said:
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn("New, %s, Cipher is" % said, done.stdout)
                else:
                    self.assertEqual(done.returncode, 1)
                    self.assertIn("alert protocol version", done.stderr)
            self.assertEqual(box.counters()["handshakes"], 2)

    def test_it_serves_below_a_prefix(self):
        with Sandbox("--prefix", "/base/x") as box:
            self.assertTrue(box.url.endswith("/base/x"))
            self.assertEqual(box.call("GET", "/base/x/2fa/2/applications").status, 200)
            self.assertEqual(box.get("applications").status, 404)

    def test_the_environment_file_is_private_and_complete(self):
        with Sandbox(tls=True) as box:
            path = box.folder + "/env"
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            with open(path, encoding="utf-8") as file:
                values = dict(line.rstrip("\n").split("=", 1) for line in file)
            self.assertEqual(values, {
                "INFOBIP_BASE_URL": "'%s'" % box.url, "INFOBIP_API_KEY": "'%s'" % box.key,
                "INFOBIP_APPLICATION_ID": "'%s'" % box.application,
                "INFOBIP_MESSAGE_ID": "'%s'" % box.message,
                "INFOBIP_CA_FILE": "'%s/tls/ca.pem'" % os.path.realpath(box.folder)})


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])

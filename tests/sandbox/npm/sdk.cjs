// SPDX-License-Identifier: MIT
// Every 2FA method of @infobip-api/sdk against a running sandbox; its place comes by environment.
'use strict';
const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {createRequire} = require('node:module');
const {Infobip, AuthType} = createRequire(process.env.NPM_FOLDER + '/')('@infobip-api/sdk');

const {INFOBIP_BASE_URL: baseUrl, INFOBIP_API_KEY: apiKey, SANDBOX, CONTROL} = process.env;
const client = key => new Infobip({baseUrl, apiKey: key, authType: AuthType.ApiKey}).service.twoFA;
const nextPin = () =>
    execFileSync(SANDBOX, ['ctl', '--control', CONTROL, 'messages', 'pin', '5s']).toString().trim();

// The SDK returns errors instead of throwing them.
function succeeded(returned, status = 200) {
  assert.ok(!(returned instanceof Error), `${returned.message}: ${JSON.stringify(returned.response?.data)}`);
  assert.equal(returned.status, status);
  return returned.data;
}

function refused(returned, status, messageId) {
  assert.ok(returned instanceof Error, JSON.stringify(returned.data));
  assert.equal(returned.response.status, status);
  const problem = returned.response.data.requestError.serviceException;
  assert.equal(problem.messageId, messageId);
  return problem;
}

async function applications(sdk) {
  const configuration = {pinAttempts: 3, allowMultiplePinVerifications: false, pinTimeToLive: '10m',
                         verifyPinLimit: '20/4s', sendPinPerApplicationLimit: '5000/12h',
                         sendPinPerPhoneNumberLimit: '50/1d'};
  const made = succeeded(await sdk.createApplication({name: 'app', enabled: true, configuration}), 201);
  assert.deepEqual(made.configuration, configuration);
  assert.deepEqual(succeeded(await sdk.getApplication(made.applicationId)), made);
  const changed = succeeded(await sdk.updateApplication(made.applicationId, {name: 'app2'}));
  assert.deepEqual(changed, {...made, name: 'app2'});
  assert.deepEqual(succeeded(await sdk.getApplications()).at(-1), changed);
  refused(await sdk.getApplication('nope'), 404, 'NOT_FOUND');
  return made.applicationId;
}

async function templates(sdk, applicationId) {
  const wanted = {pinType: 'NUMERIC', messageText: '{{firstName}}, your pin is {{pin}}', pinLength: 6,
                  senderId: 'S', language: 'en', speechRate: 1, repeatDTMF: '1#',
                  regional: {indiaDlt: {principalEntityId: 'p'}}};
  const made = succeeded(await sdk.createMessageTemplate(applicationId, wanted));
  assert.deepEqual({...made, ...wanted}, made);
  assert.deepEqual(succeeded(await sdk.getMessageTemplate(applicationId, made.messageId)), made);
  const changed = succeeded(await sdk.updateMessageTemplate(applicationId, made.messageId, {pinLength: 8}));
  assert.deepEqual(changed, {...made, pinLength: 8});
  assert.deepEqual(succeeded(await sdk.getMessageTemplates(applicationId)), [changed]);
  const wrong = refused(await sdk.createMessageTemplate(applicationId, {...wanted, pinType: 'X'}), 400,
                        'BAD_REQUEST');
  assert.deepEqual(Object.keys(wrong.validationErrors), ['pinType']);
  return made.messageId;
}

async function codes(sdk, applicationId, messageId) {
  const order = {applicationId, messageId, to: '41793026727', from: 'S', placeholders: {firstName: 'John'}};
  for (const ncNeeded of [undefined, true, false]) {
    const sent = succeeded(await sdk.sendPINCodeSMS(order, ncNeeded));
    assert.equal(sent.smsStatus, 'MESSAGE_SENT');
    const pin = nextPin();
    assert.match(pin, /^[0-9]{8}$/);
    const again = succeeded(await sdk.resendPINCodeSMS(sent.pinId));
    assert.equal(again.pinId, sent.pinId);
    succeeded(await sdk.resendPINCodeSMS(sent.pinId, {placeholders: {firstName: 'Anna'}}));
    assert.deepEqual([nextPin(), nextPin()], [pin, pin]);
    const wrong = succeeded(await sdk.verifyPhoneNumber(sent.pinId, {pin: '0'}));
    assert.deepEqual([wrong.verified, wrong.attemptsRemaining, wrong.pinError], [false, 2, 'WRONG_PIN']);
    assert.equal(succeeded(await sdk.verifyPhoneNumber(sent.pinId, {pin})).verified, true);
    refused(await sdk.verifyPhoneNumber(sent.pinId, {pin}), 404, 'NOT_FOUND');
  }
  const call = succeeded(await sdk.sendPINCodeVoice(order));
  assert.equal(call.callStatus, 'PENDING_ACCEPTED');
  assert.equal(succeeded(await sdk.resendPINCodeVoice(call.pinId)).pinId, call.pinId);
  refused(await sdk.verifyPhoneNumber('PI N/1?x', {pin: '1598'}), 404, 'NOT_FOUND');
}

async function verifications(sdk, applicationId) {
  const listed = succeeded(await sdk.getVerificationStatus(
      applicationId, {msisdn: '41793026727', verified: true, sent: true}));
  assert.equal(listed.verifications.length, 3);
  assert.ok(listed.verifications.every(each => each.verified && each.msisdn === '41793026727'));
}

async function main() {
  const sdk = client(apiKey);
  const used = Object.getOwnPropertyNames(Object.getPrototypeOf(sdk)).filter(name => name !== 'constructor');
  const called = new Set();
  const watched = new Proxy(sdk, {get: (target, name) => (called.add(name), target[name].bind(target))});
  const applicationId = await applications(watched);
  const messageId = await templates(watched, applicationId);
  await codes(watched, applicationId, messageId);
  await verifications(watched, applicationId);
  refused(await client('wrong').getApplications(), 401, 'UNAUTHORIZED');
  assert.deepEqual(used.filter(name => !called.has(name)), [], 'methods that were not driven');
  console.log(`${called.size} methods driven`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

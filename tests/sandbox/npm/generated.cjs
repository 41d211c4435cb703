// SPDX-License-Identifier: MIT
// A client that openapi-client-axios makes from openapi.json: every operation against a running
// sandbox, by its operationId alone.
'use strict';
const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {readFileSync} = require('node:fs');
const {createRequire} = require('node:module');
const {default: OpenAPIClientAxios} = createRequire(process.env.NPM_FOLDER + '/')('openapi-client-axios');

const {INFOBIP_BASE_URL: baseURL, INFOBIP_API_KEY: apiKey, OPENAPI, SANDBOX, CONTROL} = process.env;
const nextPin = () =>
    execFileSync(SANDBOX, ['ctl', '--control', CONTROL, 'messages', 'pin', '5s']).toString().trim();

async function applications(call) {
  const configuration = {verifyPinLimit: '20/4s', sendPinPerPhoneNumberLimit: '20/1d'};
  const {applicationId: appId} = await call('create-2fa-application', {}, {name: 'app', configuration});
  assert.equal((await call('update-2fa-application', {appId}, {name: 'new'})).name, 'new');
  assert.equal((await call('get-2fa-application', {appId})).name, 'new');
  assert.ok((await call('get-2fa-applications')).some(each => each.applicationId === appId));
  return appId;
}

async function templates(call, appId) {
  const wanted = {messageText: 'pin {{pin}}', pinType: 'NUMERIC', pinLength: 6};
  const {messageId} = await call('create-2fa-message-template', {appId}, wanted);
  const place = {appId, msgId: messageId};
  assert.equal((await call('update-2fa-message-template', place, {pinLength: 7})).pinLength, 7);
  assert.equal((await call('get-2fa-message-template', place)).pinLength, 7);
  assert.equal((await call('get-2fa-message-templates', {appId})).length, 1);
  const mail = await call('create-2fa-email-message-template', {appId},
                          {from: 'a@example.com', emailTemplateId: 1234, pinType: 'NUMERIC', pinLength: 6});
  assert.equal((await call('update-2fa-email-message-template', {appId, msgId: mail.messageId},
                           {pinLength: 5})).pinLength, 5);
  return {messageId, mailId: mail.messageId};
}

async function codes(call, applicationId, {messageId, mailId}) {
  const to = '41793026727';
  const wayOf = {sms: messageId, voice: messageId, email: mailId};
  for (const [way, id] of Object.entries(wayOf)) {
    const order = {applicationId, messageId: id, to: way === 'email' ? 'a@example.com' : to};
    const {pinId} = await call(`send-2fa-pin-code-over-${way}`, {}, order);
    const pin = nextPin();
    await call(`resend-2fa-pin-code-over-${way}`, {pinId}, {});
    assert.equal(nextPin(), pin);
    assert.equal((await call('verify-2fa-phone-number', {pinId}, {pin: '0'})).verified, false);
    assert.equal((await call('verify-2fa-phone-number', {pinId}, {pin})).verified, true);
  }
  const {verifications} = await call('get-2fa-verification-status', {appId: applicationId, msisdn: to});
  assert.ok(verifications.length > 0);
}

async function main() {
  const api = new OpenAPIClientAxios({definition: JSON.parse(readFileSync(OPENAPI)), axiosConfigDefaults: {
    baseURL, headers: {Authorization: `App ${apiKey}`}}});
  const client = await api.init();
  client.defaults.baseURL = baseURL;
  const all = api.getOperations().map(each => each.operationId);
  const called = new Set();
  const call = async (name, parameters, body) => {
    called.add(name);
    return (await client[name](parameters, body)).data;
  };
  const applicationId = await applications(call);
  await codes(call, applicationId, await templates(call, applicationId));
  await assert.rejects(client['get-2fa-application']({appId: 'nope'}), problem => problem.response.status === 404);
  assert.deepEqual(all.filter(name => !called.has(name)), [], 'operations that were not called');
  console.log(`${called.size} operations called`);
}

main().catch(error => {
  console.error(error.response ? [error.config.url, error.response.status, JSON.stringify(error.response.data)] : error);
  process.exitCode = 1;
});

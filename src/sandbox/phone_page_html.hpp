// SPDX-License-Identifier: MIT
// PhonePageHtml: the page itself; one file, nothing from elsewhere, readable without a style sheet.
#pragma once

namespace infobip_otp::sandbox {

inline constexpr const char* phone_page_html = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phone - Infobip OTP sandbox</title>
<style>
  :root { color-scheme: light dark; --page: #e9ecef; --phone: #fff; --text: #16181d; --quiet: #5b6470;
          --bubble: #e7e9ee; --edge: #c9ced6; --pin: #0b57d0; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #101216; --phone: #1a1d23; --text: #eceef2; --quiet: #9aa3b0; --bubble: #2a2f38;
            --edge: #3a404b; --pin: #8ab4f8; } }
  * { box-sizing: border-box; }
  body { margin: 0; padding: 24px; background: var(--page); color: var(--text);
         font: 16px/1.4 system-ui, sans-serif; }
  header { max-width: 1140px; margin: 0 auto 20px; display: flex; gap: 12px; align-items: baseline;
           flex-wrap: wrap; }
  h1 { font-size: 20px; margin: 0; }
  #state { color: var(--quiet); font-size: 14px; }
  #phones { max-width: 1140px; margin: 0 auto; display: grid; gap: 24px;
            grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); align-items: start; }
  .phone { background: var(--phone); border: 1px solid var(--edge); border-radius: 28px;
           padding: 18px 16px 20px; min-height: 380px; }
  .phone h2 { font-size: 17px; margin: 0 0 12px; padding-bottom: 10px; text-align: center;
              border-bottom: 1px solid var(--edge); overflow-wrap: anywhere; }
  .phone ol { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column;
              gap: 12px; max-height: 440px; overflow-y: auto; }
  .from { color: var(--quiet); font-size: 13px; margin: 0 0 3px 12px; overflow-wrap: anywhere; }
  .text { background: var(--bubble); border-radius: 18px; border-bottom-left-radius: 5px;
          padding: 9px 13px; margin: 0; width: fit-content; max-width: 100%;
          overflow-wrap: anywhere; white-space: pre-wrap; }
  .pin { font: inherit; font-weight: bold; font-size: 20px; letter-spacing: 1px; color: var(--pin);
         background: none; border: 0; border-bottom: 1px dashed; padding: 0; cursor: copy; }
  #clear { margin-left: auto; font: inherit; font-size: 14px; color: inherit; cursor: pointer;
           background: var(--phone); border: 1px solid var(--edge); border-radius: 8px; padding: 3px 12px; }
  #nothing { text-align: center; color: var(--quiet); margin-top: 80px; }
</style>
</head>
<body>
<header><h1>Phone</h1><span id="state" role="status">connecting</span>
<button id="clear" hidden>Clear</button></header>
<main>
<p id="nothing">No message yet. Send a code to any number, and its phone appears here.</p>
<div id="phones" aria-live="polite"></div>
</main>
<script>
'use strict';
const phones = new Map();
const state = document.getElementById('state');

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// 41793026727 and +41793026727 are one phone.
function shownAs(message) {
  return message.channel === 'e-mail' || message.to[0] === '+' ? message.to : '+' + message.to;
}

function phoneOf(number) {
  if (!phones.has(number)) {
    const phone = element('section', 'phone');
    const list = element('ol');
    phone.append(element('h2', '', number), list);
    document.getElementById('phones').append(phone);
    phones.set(number, list);
  }
  return phones.get(number);
}

// A browser allows that to pages of this machine; for others the code is left selected.
async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.textContent);
    state.textContent = 'copied ' + button.textContent;
  } catch {
    getSelection().selectAllChildren(button);
    state.textContent = document.execCommand('copy') ? 'copied ' + button.textContent
                                                     : 'selected ' + button.textContent;
  }
}

function pinOf(message) {
  const button = element('button', 'pin', message.pin);
  button.title = 'copy';
  button.onclick = () => copy(button);
  return button;
}

// The text, with the PIN in it to be copied; never as HTML.
function textOf(message) {
  const paragraph = element('p', 'text');
  const at = message.text.indexOf(message.pin);
  if (at < 0) {
    paragraph.textContent = message.text;
  } else {
    paragraph.append(message.text.slice(0, at), pinOf(message),
                     message.text.slice(at + message.pin.length));
  }
  return paragraph;
}

function ageOf(sentAt) {
  const seconds = Math.max(0, Math.floor((Date.now() - sentAt) / 1000));
  return seconds < 60 ? seconds + ' s ago' : seconds < 3600 ? Math.floor(seconds / 60) + ' min ago'
       : Math.floor(seconds / 3600) + ' h ago';
}

function showAges() {
  for (const age of document.querySelectorAll('.age')) age.textContent = ageOf(Number(age.dataset.sent));
}
setInterval(showAges, 1000);

// What was cleared stays away when the page is loaded again; the sandbox has it still.
const clearedKey = 'cleared' + location.pathname;
let newest = 0;
document.getElementById('clear').onclick = event => {
  sessionStorage.setItem(clearedKey, newest);
  phones.clear();
  document.getElementById('phones').replaceChildren();
  document.getElementById('nothing').hidden = false;
  event.target.hidden = true;
};

const stream = new EventSource('messages');
stream.onopen = () => { state.textContent = 'live'; };
stream.onerror = () => { state.textContent = 'not connected; is the sandbox running?'; };
stream.onmessage = event => {
  newest = Number(event.lastEventId);
  if (newest <= Number(sessionStorage.getItem(clearedKey))) return;
  const message = JSON.parse(event.data);
  document.getElementById('nothing').hidden = true;
  document.getElementById('clear').hidden = false;
  const item = element('li');
  const from = element('p', 'from', [message.from, message.channel, message.sentAt.slice(11, 19), ''].join(' \u00b7 '));
  const age = element('span', 'age');
  age.dataset.sent = Date.parse(message.sentAt.slice(0, 19) + 'Z');
  from.append(age);
  item.append(from, textOf(message));
  const list = phoneOf(shownAs(message));
  list.append(item);
  list.scrollTop = list.scrollHeight;
  showAges();
};
</script>
</body>
</html>
)html";

}  // namespace infobip_otp::sandbox

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""draw.py FOLDER: draws the sessions of record.py, on standard input, as FOLDER/NAME.svg.

A picture is text that appears in its order, by style sheet alone. Nobody can read at the speed of the
machine: typing takes its time, and pauses are as long as a person's.
"""
import html
import json
import pathlib
import re
import sys

WIDTH, HEIGHT, EDGE, TOP = 8.4, 20, 16, 44  # of a character, of a line, around the text, of the title
A_CHARACTER, AFTER_A_LINE, TO_READ, TO_THINK, AT_THE_END = 0.06, 0.1, 1.0, 0.7, 6.0
PHONE = 210
COLOURS = {"31": "bad", "33": "odd", "32": "good", "36": "quiet"}
TITLES = {"login": "ssh and sudo with a code: scripts/try --auto",
          "doctor": "infobip-otp doctor on a broken stack of PAM"}
STYLE = """
text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d8dee9; white-space: pre; }
.window { fill: #171b22; } .bar { fill: #242a34; } .title, .quiet { fill: #8b96a8; }
.typed { fill: #ffffff; font-weight: bold; } .bad { fill: #ff7b72; } .odd { fill: #e3b341; } .good { fill: #7ee787; }
.phone { fill: #eef1f5; } .bubble { fill: #ffffff; } .phone-text { fill: #1c2128; font-family: system-ui, sans-serif; }
.pin { font-weight: bold; fill: #0b57d0; }
.moving { animation-duration: %ss; animation-iteration-count: infinite; }
@media (prefers-reduced-motion: reduce) { .moving { animation: none; } }
"""


class Screen:
    """Pieces of text: (line, column, text, class, begin, end); what is typed ends later than it begins."""

    def __init__(self):
        self.line, self.column, self.now, self.colour = 0, 0, 0.0, ""
        self.pieces, self.messages = [], []

    def put(self, text, kind, takes=0.0):
        if text:
            self.pieces.append((self.line, self.column, text, kind, self.now, self.now + takes))
        self.column += len(text)
        self.now += takes

    def show(self, text):
        for part in re.split(r"(\n|\x1b\[[0-9;]*[A-Za-z]|\x1b\[\?2004[hl])", text):
            if part == "\n":
                self.line, self.column = self.line + 1, 0
                self.now += AFTER_A_LINE
            elif part.startswith("\x1b"):
                self.colour = COLOURS.get(part[2:-1], "")
            else:
                self.put(part, self.colour)


def echo_of(typed, events):
    """What the terminal shows of it: all, or nothing."""
    seen = next((text for _, kind, text in events if kind == "seen"), "")
    return typed if seen.startswith(typed) else ""


def play(events):
    screen = Screen()
    skip = 0
    for place, (_, kind, text) in enumerate(events):
        if kind == "phone":
            screen.now += TO_THINK
            screen.messages.append((text.split(" ", 1)[1], screen.now))
            screen.now += TO_THINK
        elif kind == "typed":
            screen.now += TO_READ
            echo = echo_of(text, events[place + 1:])
            screen.put(echo, "typed", len(text) * A_CHARACTER)
            skip = len(echo)
        else:
            screen.show(text[skip:])
            skip = 0
    return screen, screen.now + AT_THE_END


def keyframes(name, begin, end, characters, whole):
    """Nothing until `begin`, all from `end` on; between them a character after the other."""
    start, stop = (f"{100 * moment / whole:.3f}%" for moment in (begin, max(end, begin + 0.01)))
    hidden, shown = "clip-path: inset(0 100% 0 0)", "clip-path: inset(-4px -4px -4px -4px)"
    return (f"@keyframes {name} {{ 0% {{ {hidden} }} {start} {{ {hidden}; animation-timing-function: "
            f"steps({characters}) }} {stop}, 100% {{ {shown} }} }}")


def place_text(x, y, text, kind, name=None):
    moving = f' style="animation-name: {name}"' if name else ""
    classes = f"{kind} moving".strip() if name else kind
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{classes}"{moving}>{html.escape(text)}</text>'


def draw(name, events):
    screen, whole = play(events)
    columns = max(column + len(text) for _, column, text, *_ in screen.pieces)
    lines = 1 + max(line for line, *_ in screen.pieces)
    terminal = round(columns * WIDTH + 2 * EDGE)
    width = terminal + (PHONE + EDGE if screen.messages else 0)
    height = TOP + lines * HEIGHT + EDGE
    rules, shapes = [], []
    for number, (line, column, text, kind, begin, end) in enumerate(screen.pieces):
        rules.append(keyframes(f"t{number}", begin, end, len(text), whole))
        shapes.append(place_text(EDGE + column * WIDTH, TOP + (line + 0.7) * HEIGHT, text, kind, f"t{number}")
                      .replace("<text ", f'<text textLength="{len(text) * WIDTH:.1f}" ', 1))
    if screen.messages:
        left = terminal + EDGE
        shapes.append(f'<rect class="phone" x="{left}" y="8" width="{PHONE - 8}" height="{height - 16}" rx="24"/>')
        shapes.append(place_text(left + 20, 40, "the phone of alice", "phone-text"))
    for number, (text, begin) in enumerate(screen.messages):
        sender, words, code = re.fullmatch(r"(\S+): (.*?)(\d+)", text).groups()
        rules.append(keyframes(f"m{number}", begin, begin, 1, whole))
        top = 60 + number * 74
        shapes.append(f'<g class="moving" style="animation-name: m{number}">'
                      f'<rect class="bubble" x="{left + 12}" y="{top}" width="{PHONE - 32}" height="60" rx="14"/>'
                      + place_text(left + 24, top + 24, words.strip(), "phone-text")
                      + place_text(left + 24, top + 46, code, "pin") + f"<title>{sender}</title></g>")
    spoken = html.escape(TITLES[name])
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{spoken}">',
        "<!-- SPDX-License-Identifier: MIT; made by scripts/pictures from a real run -->",
        f"<style>{STYLE % round(whole, 1)}{chr(10).join(rules)}</style>",
        f'<rect class="window" width="{terminal}" height="{height}" rx="10"/>',
        f'<rect class="bar" width="{terminal}" height="30" rx="10"/>',
        place_text(EDGE, 20, TITLES[name], "title"), *shapes, "</svg>", ""])


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, events in json.load(sys.stdin).items():
        (folder / f"{name}.svg").write_text(draw(name, events))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The frame of an HTML report as a C header: html_page.py STYLE.css SCRIPT.js. The policy that the page carries
allows this script by its hash, and nothing else."""
import base64
import hashlib
import sys

style, script = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
head = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'sha256-{digest}'">
<meta name="referrer" content="no-referrer">
"""
body = f"""<title>sigtail report</title>
<style>
{style}</style>
</head>
<body>
<h1>sigtail report</h1>
"""
tail = f"<script>{script}</script>\n</body>\n</html>\n"
for name, text in (("HTML_HEAD", head), ("HTML_BODY", body), ("HTML_TAIL", tail)):
    # an array: compilers need not take string literals as long as these
    codes = [*text.encode(), 0]
    lines = (", ".join(map(str, codes[at:at + 24])) for at in range(0, len(codes), 24))
    print(f"static const char {name}[] = {{\n    " + ",\n    ".join(lines) + "};")

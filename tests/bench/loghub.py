#!/usr/bin/env python3
"""Grouping accuracy of `sigtail mine` on the labelled samples of Loghub.

The data are not here: get them from https://github.com/logpai/loghub and name the folder.

    tests/bench/loghub.py [--sigtail PATH] [--errors N] FOLDER [SET...]

A set is a file FOLDER/SET/SET_2k.log_structured.csv (or without the folder SET): the messages stand in its column
Content, the true templates in EventId. A message counts as right when the members of its cluster are exactly the
members of its true template. White space is folded: a line that began with a blank would go on with the record before
it. One setting for all sets: there is none to give.
"""
import argparse
import collections
import csv
import os
import subprocess
import sys
import tempfile

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

SUFFIX = '_2k.log_structured.csv'


def find_sets(folder):
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(SUFFIX):
                found[name[:-len(SUFFIX)]] = os.path.join(where, name)
    return found


def read_set(path):
    with open(path, encoding='utf-8', errors='replace', newline='') as f:
        rows = list(csv.DictReader(f))
    messages = [' '.join(row['Content'].split()) or '-' for row in rows]
    return messages, [row['EventId'] for row in rows], {row['EventId']: row['EventTemplate'] for row in rows}


def assign(sigtail, messages):
    """The cluster id and template of each message."""
    with tempfile.NamedTemporaryFile('w', encoding='utf-8', suffix='.log') as f:
        f.write('\n'.join(messages) + '\n')
        f.flush()
        out = subprocess.run([sigtail, 'mine', '--assign', f.name], stdout=subprocess.PIPE, check=True).stdout
    lines = out.decode('utf-8', 'replace').splitlines()
    if len(lines) != len(messages):
        sys.exit(f'{len(messages)} messages, but {len(lines)} records: is each one line?')
    return [tuple(line.split('\t', 1)) for line in lines]


def members(labels):
    groups = collections.defaultdict(set)
    for i, label in enumerate(labels):
        groups[label].add(i)
    return groups


def accuracy(found, true):
    right = members(true)
    return sum(len(group) for group in members(found).values()
               if right[true[next(iter(group))]] == group) / len(true)


def print_errors(found, true, templates, most):
    """The true templates that are not a cluster of their own, and what became of them."""
    clusters = members(label for label, _ in found)
    shown = 0
    for event, group in sorted(members(true).items(), key=lambda item: -len(item[1])):
        parts = collections.Counter(found[i] for i in group)
        (label, _), _ = parts.most_common(1)[0]
        if clusters[label] == group or shown == most:
            continue
        shown += 1
        print(f'    {len(group)} of {templates[event][:150]}')
        for (label, template), n in parts.most_common(4):
            print(f'        {n} in {label}, {len(clusters[label])} in all: {template[:130]}')


def main():
    parser = argparse.ArgumentParser(description='Grouping accuracy of sigtail mine on Loghub samples.')
    parser.add_argument('--sigtail', default='build/sigtail')
    parser.add_argument('--errors', type=int, default=0, metavar='N', help='show so many of each set')
    parser.add_argument('folder')
    parser.add_argument('sets', nargs='*')
    options = parser.parse_args()
    found = find_sets(options.folder)
    missing = [name for name in options.sets if name not in found]
    if missing or not found:
        sys.exit(f'no {missing[0] if missing else "SET"}{SUFFIX} below {options.folder}')
    total = 0
    names = options.sets or sorted(found)
    print(f'{"set":12} accuracy  clusters  templates')
    for name in names:
        messages, true, templates = read_set(found[name])
        labels = assign(options.sigtail, messages)
        score = accuracy([label for label, _ in labels], true)
        total += score
        print(f'{name:12} {score:8.4f}  {len(set(label for label, _ in labels)):8}  {len(templates):9}')
        if options.errors:
            print_errors(labels, true, templates, options.errors)
    print(f'{"mean":12} {total / len(names):8.4f}')


if __name__ == '__main__':
    main()

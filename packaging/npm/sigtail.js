#!/usr/bin/env node
// Starts the program of this machine's package. install.js puts the program itself here, so that a start needs no
// node; this remains where scripts of packages are not run (npm --ignore-scripts).
'use strict';
const {spawn} = require('child_process');

function program() {
  const name = `@sigtail/${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${name}/bin/sigtail`);
  } catch {
    console.error(`sigtail: there is no package ${name} here; build from source, or install with optional dependencies`);
    process.exit(2);
  }
}

const child = spawn(program(), process.argv.slice(2), {stdio: 'inherit'});
// The terminal sends its signals to both of us; what is sent to us alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {});
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

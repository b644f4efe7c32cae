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
// What is sent to us alone is passed on. Who signals all of the group (the terminal, systemd) has signalled the program,
// too: it takes what a process sends it again for the first one. SIGUSR1 asks it for a report, and would open node's
// debugger here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

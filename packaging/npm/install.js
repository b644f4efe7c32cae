// After the installation the program takes the place of the launcher.
'use strict';
const fs = require('fs');
const path = require('path');

const launcher = path.join(__dirname, 'sigtail.js');
try {
  const program = require.resolve(`@sigtail/${process.platform}-${process.arch}/bin/sigtail`);
  const beside = `${launcher}.new`;
  fs.rmSync(beside, {force: true});
  try {
    fs.linkSync(program, beside);
  } catch {
    fs.copyFileSync(program, beside);
  }
  fs.chmodSync(beside, 0o755);
  fs.renameSync(beside, launcher);
} catch {
  // Without a program for this machine the launcher stays, and says so when it is started.
}

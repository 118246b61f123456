// Runs ONNX graphs in ONNX Runtime: node run.js <jobs.json>
// jobs.json is a list of { id, model, input, values, row, rows, width, outputs }: values names a file of little-endian floats, row-major [rows, width];
// with row the graph takes one row a call, else all at once. Each output is written to "<values>.<id>.<its number>.out" as floats. What went wrong with a
// job is written to "<values>.<id>.error", and the other jobs go on.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

// The package lies where the tests installed it, not beside this file.
const ort = createRequire(path.join(process.cwd(), 'package.json'))('onnxruntime-node');

function floats(tensor) {
  return Float32Array.from(tensor.data, Number);
}

async function run(job) {
  const bytes = fs.readFileSync(job.values);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const session = await ort.InferenceSession.create(job.model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const expected = JSON.stringify(job.outputs);
  if (JSON.stringify(session.outputNames) !== expected) {
    throw new Error(`the outputs are ${JSON.stringify(session.outputNames)} but ${expected} were wanted`);
  }

  const results = job.outputs.map(() => []);
  const calls = job.row ? job.rows : 1;
  for (let call = 0; call < calls; call++) {
    const tensor = job.row
      ? new ort.Tensor('float32', values.slice(call * job.width, (call + 1) * job.width), [job.width])
      : new ort.Tensor('float32', values, [job.rows, job.width]);
    const made = await session.run({ [job.input]: tensor });
    job.outputs.forEach((name, index) => results[index].push(made[name]));
  }

  job.outputs.forEach((name, index) => {
    const parts = results[index].map((tensor) => Buffer.from(floats(tensor).buffer));
    fs.writeFileSync(`${job.values}.${job.id}.${index}.out`, Buffer.concat(parts));
    fs.writeFileSync(`${job.values}.${job.id}.${index}.shape`, `${results[index][0].type} ${results[index][0].dims.join(' ')}`.trim());
  });
  await session.release();
}

async function main() {
  for (const job of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    try {
      await run(job);
    } catch (error) {
      fs.writeFileSync(`${job.values}.${job.id}.error`, String(error.message ?? error));
    }
  }
}

main();

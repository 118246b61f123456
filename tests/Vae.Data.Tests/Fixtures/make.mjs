// Writes the files beside it with writers that are none of ours: DuckDB, hyparquet-writer, parquet-wasm (the Rust library), Polars and apache-arrow for JavaScript. By hand, where a file is to be added:
//   npm i @duckdb/node-api@1.5.6-r.1 hyparquet-writer@0.17.0 parquet-wasm@0.8.0 apache-arrow@21.2.0 nodejs-polars@0.25.2 nodejs-polars-linux-x64-gnu@0.25.2 && node make.mjs
import { DuckDBInstance } from '@duckdb/node-api';
import * as arrow from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import pl from 'nodejs-polars';
import * as wasm from 'parquet-wasm';
import { writeFileSync } from 'node:fs';

// Twelve readings: a number, whole numbers, a name, a truth value, a time and a list of three numbers, of which some are missing.
const rows = Array.from({ length: 12 }, (_, i) => ({
  x: i === 3 ? null : i / 4 - 1,
  n: 9007199254740990n + BigInt(i),
  s: i === 5 ? null : ['tcp', 'udp', 'caf\u00e9'][i % 3],
  t: i === 7 ? null : i % 2 === 0,
  w: new Date(Date.UTC(2024, 1, 29, 10, i, 30, 125)),
  v: i === 9 ? null : [i, i === 4 ? null : i + 0.5, -i],
}));
const column = name => rows.map(row => row[name]);

const database = await DuckDBInstance.create(':memory:');
const duck = await database.connect();
const sql = value => value === null ? 'null' : typeof value === 'string' ? `'${value}'` : value instanceof Date ? `timestamp '${value.toISOString().slice(0, 23)}'`
  : Array.isArray(value) ? `[${value.map(sql).join(',')}]::double[]` : `${value}`;
await duck.run('create table r(x double, n bigint, s varchar, t boolean, w timestamp, v double[])');
await duck.run(`insert into r values ${rows.map(row => `(${Object.values(row).map(sql).join(',')})`).join(',')}`);
for (const [name, how] of [['duckdb', 'compression snappy'], ['duckdb-gzip', 'compression gzip'], ['duckdb-zstd', 'compression zstd'], ['duckdb-lz4', 'compression lz4_raw'], ['duckdb-brotli', 'compression brotli'], ['duckdb-plain', 'compression uncompressed']]) {
  await duck.run(`copy r to '${name}.parquet' (format parquet, ${how})`);
}
await duck.run(`copy (select * exclude (w, t) from r) to 'duckdb-v2.parquet' (format parquet, parquet_version v2)`);
// Integers that mean something else, in DELTA_BINARY_PACKED: a date, times in every unit, decimals, whole numbers of 8 bits.
await duck.run(`copy (select i::integer as i, case when i = 3 then null else date '2024-02-29' + i::integer end as d, timestamp '2024-02-29 10:11:12.125' + interval (i) minute as us,
  (timestamp '1969-12-31 23:59:59.5' + interval (i) second)::timestamp_ms as ms, (timestamp '2024-02-29 10:11:12.1234567' + interval (i) hour)::timestamp_ns as ns,
  (timestamptz '2024-02-29 10:11:12+00' + interval (i) day) as utc, (i / 8 - 0.5)::decimal(9, 3) as d9, case when i = 5 then null else (i * 1000000000001.25)::decimal(18, 2) end as d18, (-i)::tinyint as i8, (240 + i)::utinyint as u8
  from range(12) t(i)) to 'duckdb-v2-packed.parquet' (format parquet, parquet_version v2)`);
await duck.run(`copy (select * exclude (v) from r) to 'duckdb.csv' (format csv)`);
await duck.run(`copy r to 'duckdb.jsonl' (format json)`);
await duck.run(`copy (select (i - 2)::tinyint i8, i::utinyint u8, (i - 2)::smallint i16, i::usmallint u16, (i - 2)::integer i32, (i + 4000000000)::uinteger u32, (18446744073709551615 - i)::ubigint u64,
  (i * 1.5)::float f32, (i * 1.25)::decimal(9, 2) d9, (i * 1.25)::decimal(18, 4) d18, '99999999999999999999999999999999.125'::decimal(38, 6) d38, date '2024-02-28' + i::integer d, time '10:11:12.5' tod,
  timestamptz '2024-02-29 10:11:12+00' utc, timestamp_ns '2024-02-29 10:11:12.123456789' ns, '2b2b1f38-9d3f-4c62-8e0e-0d6b1b4e2f0${'1'}'::uuid id, 'raw'::blob bytes, (case i % 2 when 0 then 'low' else 'high' end)::enum('low', 'high') e,
  case when i = 1 then 'nan'::double when i = 2 then 'infinity'::double else i end special, null::integer absent
  from range(5) r(i)) to 'duckdb-types.parquet' (format parquet)`);
await duck.run(`copy (select i::double x, {'a': i, 'b': 'b'} st, map {'a': i} mp, [[i]] ll, [{'a': i}] ls, ['a', 'b'] lt, interval 1 day iv, [1, 2][1:1 + i::integer % 2] ragged from range(4) r(i)) to 'duckdb-nested.parquet' (format parquet)`);
await duck.run(`copy (select i::double as x, case when i = 3 then date 'infinity' else date '2024-02-28' + i::integer end as d, case when i = 4 then timestamp '-infinity' else timestamp '2024-02-28 10:00:00' + interval (i) hour end as t from range(6) r(i)) to 'duckdb-infinity.parquet' (format parquet)`);
await duck.run(`copy (select 1.0::double x where false) to 'duckdb-empty.parquet' (format parquet)`);

writeFileSync('hyparquet.parquet', Buffer.from(parquetWriteBuffer({
  columnData: [
    { name: 'x', data: column('x'), type: 'DOUBLE' }, { name: 'n', data: column('n'), type: 'INT64' }, { name: 's', data: column('s'), type: 'STRING' },
    { name: 't', data: column('t'), type: 'BOOLEAN' }, { name: 'w', data: column('w'), type: 'TIMESTAMP' },
  ],
})));

const types = {
  x: new arrow.Float64(), n: new arrow.Int64(), s: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), t: new arrow.Bool(), w: new arrow.TimestampMillisecond(),
  v: new arrow.List(new arrow.Field('item', new arrow.Float64(), true)),
};
const table = (of, kinds = types) => new arrow.Table(Object.fromEntries(Object.keys(kinds).map(name => [name, arrow.vectorFromArray(of.map(row => row[name] instanceof Date ? row[name].getTime() : row[name]), kinds[name])])));
writeFileSync('arrow.arrow', arrow.tableToIPC(table(rows), 'file'));
writeFileSync('arrow.arrows', arrow.tableToIPC(table(rows), 'stream'));
writeFileSync('parquet-wasm.parquet', wasm.writeParquet(wasm.Table.fromIPCStream(arrow.tableToIPC(table(rows), 'stream')), new wasm.WriterPropertiesBuilder().setCompression(wasm.Compression.ZSTD).setMaxRowGroupSize(5).build()));
writeFileSync('parquet-wasm-v2.parquet', wasm.writeParquet(wasm.Table.fromIPCStream(arrow.tableToIPC(table(rows), 'stream')), new wasm.WriterPropertiesBuilder().setWriterVersion(wasm.WriterVersion.V2).build()));

const frame = pl.DataFrame([
  pl.Series('x', column('x'), pl.Float64), pl.Series('n', column('n').map(Number), pl.Float64), pl.Series('s', column('s'), pl.Utf8), pl.Series('t', column('t'), pl.Bool), pl.Series('w', column('w')),
  pl.Series('v', column('v'), pl.List(pl.Float64)),
]);
frame.writeParquet('polars.parquet');
frame.writeIPC('polars.arrow');
frame.writeIPC('polars-zstd.arrow', { compression: 'zstd' });
frame.writeIPC('polars-lz4.arrow', { compression: 'lz4' });
frame.writeIPCStream('polars.arrows');
frame.drop('v').writeJSON('polars.jsonl', { format: 'lines' });

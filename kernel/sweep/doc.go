// Package sweep runs one computation many times, on the cores of this machine
// or on a cluster, and brings the results together.
//
//	Plan ──▶ folder ──▶ shard 0 ─┐               ┌─▶ quantiles, means
//	(rows)              shard 1 ─┼─▶ Collect ────┼─▶ Sobol indices
//	                    shard 2 ─┘  (streaming)  └─▶ one table of all rows
//	                    ▲     ▲
//	       Local: a process   Submit: an array job of Slurm
//	       for each core
//
// The package knows nothing of models. A [Task] computes one row: named numbers
// that were drawn and named numbers that came out, or an error. A [Plan] says
// which rows there are: scenarios × seeds × draws, and the blocks of a Sobol
// design where one is asked for. A row depends on its place in the plan and on
// nothing else, so any worker may compute it.
//
// # What a folder holds
//
//	sweep.json                    the plan, and what its results rest on
//	shards/000/000012.parquet     rows of shard 12, one a line
//	shards/000/000012.json        its manifest: plan, program, checksum, time
//	slurm/                        submissions, and what array tasks printed
//	collected/                    what Collect wrote
//
// A shard is there when its manifest is and agrees with its file, byte for byte.
// Files are written beside their place and renamed, the manifest last: a worker
// that is killed leaves no shard, and a shard that is cut or altered counts as
// missing. To resume is to call again: what is missing is computed, nothing
// else. A row that fails is a row with its error; it is never left out.
//
// # Conventions
//
//   - Rows count from 0: scenario by scenario, in it seed by seed, in it draw by
//     draw, in it block by block (A, B, then A with one parameter of B).
//   - Inputs and results are float64; a row that failed has nulls for results.
//   - The same plan and program give the same Parquet files to the bit, on every
//     engine and any number of workers of one class of processor. Manifests hold
//     times, and differ.
//   - Workers are processes of one core each.
//
// # What it will not do
//
// Schedule: on a cluster Slurm does. Draw numbers: the task does, from seed,
// draw and block.
package sweep

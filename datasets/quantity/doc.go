// Package quantity says what a number is: labelled arrays with a unit and the
// sources they rest on. It is the vocabulary every other room of Lodestone
// speaks, and it imports none of them.
//
//	additions            intensity                     demand
//	year × technology    technology × mineral          year × mineral
//	GW                   kg/MW                         t
//	   └──────── Times ────────┘ ── Sum("technology") ───▶ To("kt")
//
// # Three types
//
// A [Unit] is a factor and integer exponents over base dimensions (mass,
// power, time, distance, a count of vehicles, the money of one year ...). Its
// names are a closed list (see [UnitNames]); compound units are written with
// / · and ^, as in "kg/MW". Energy is power × time, so MW × yr = MWh needs no
// rule of its own.
//
// An [Array] holds float64 values, dense and row-major, over ordered labelled
// axes, in one unit, with the ids of its sources.
//
// A [Table] is long and sparse: a row is one published figure with its unit,
// source, confidence and flag. Loaders return tables; [Table.Array] turns a
// table into an array and refuses the first gap or duplicate it meets.
//
// # Rules
//
//   - Labels align, positions never do. The same labels in another order are
//     the same axis; different labels are an error that names one of them
//     ([Array.Reindex] and [Array.Fill] say it aloud).
//   - Times and Over take the union of the axes and multiply the units; Plus
//     and Minus refuse different axes and different units.
//   - Absence is not zero, and NaN or Inf never enters.
//   - Arguments are never changed; every method returns a new value.
//
// # Errors travel through the formula
//
// A formula reads like its equation, so methods return arrays, not pairs. An
// array that could not be computed holds no numbers: it carries the first
// error, every later step passes it on, and it is reported by [Array.Err], by
// printing, and by anything that reads a value.
//
//	demand := additions.Times(intensity).Sum("technology").To("kt")
//	if err := demand.Err(); err != nil {
//		return err // quantity: Times: axis "technology": left has "wind", right has "pv"
//	}
//
// # What it will not do
//
// Deflate money, interpolate, aggregate labels it does not know, or guess.
package quantity

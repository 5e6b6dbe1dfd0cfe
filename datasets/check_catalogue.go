package datasets

// Reasons why a flag lets a row pass a check.
const (
	asPublished = "published so; the note says what is wrong"
	notAll      = "part of it is missing"
	ownYear     = "the source names no price year"
	otherYear   = "published in other money than the rest"
)

var (
	doubtful   = map[string]string{"doubtful": asPublished}
	incomplete = map[string]string{"doubtful": asPublished, "incomplete": notAll}
)

// checks is the catalogue, in the order in which it is applied. Flags that a
// check accepts belong to known defects of publications; every other row has
// to pass.
var checks = []check{
	{name: "format", doc: "files can be read: header, fields, numbers, units, confidence", severity: fault, all: checkFormat},
	{name: "sources", doc: "every source is in the catalogue and not retired", severity: fault, table: checkSources},
	{name: "licences", doc: "every source states its licence and whether figures may be passed on", severity: fault, all: checkLicences},
	{name: "terms", doc: "non-commercial rows stand in non-commercial tables, and no others", severity: fault, table: checkTerms},
	{name: "confidence", doc: "what is quoted from memory says so and names the publication", severity: fault, table: checkConfidence},
	{name: "flags", doc: "flags are of the closed list", severity: fault, table: checkFlags},
	{name: "labels", doc: "no label is empty where the axis applies, none has spaces around", severity: fault, table: checkLabels},
	{name: "spelling", doc: "no rare label is nearly a common one", severity: warning, table: checkSpelling, accepts: doubtful},
	{name: "columns", doc: "labels stand in their own columns", severity: warning, table: checkColumns},
	{name: "duplicates", doc: "one row for each key and source", severity: fault, table: checkDuplicates},
	{name: "units", doc: "units are those of the table and property", severity: fault, table: checkUnits},
	{name: "ranges", doc: "values are possible: shares in [0, 1], yields in (0, 1], prices and lifetimes above 0", severity: fault, table: checkRanges},
	{name: "years", doc: "years are years, within the table's span, and not after the publication", severity: fault, table: checkYears},
	{name: "bounds", doc: "low <= central <= high", severity: fault, table: checkBounds, accepts: doubtful},
	{name: "one-unit", doc: "a series has one unit and one price year", severity: fault, table: checkOneUnit,
		accepts: map[string]string{"price-year-assumed": ownYear, "price-year-differs": otherYear}},
	{name: "jumps", doc: "no value is a thousand times its neighbours in a series", severity: fault, table: checkJumps, accepts: doubtful},
	{name: "steps", doc: "series of the world and prices do not leap", severity: warning, table: checkSteps, accepts: incomplete},
	{name: "sources-agree", doc: "two sources of one figure differ by less than a unit", severity: warning, table: checkSourcesAgree, accepts: incomplete},
	{name: "nodes", doc: "every node that a table names is on the node list", severity: fault, all: checkNodes},
	{name: "shares", doc: "shares of the parts of a whole sum to 1", severity: fault, all: checkShares},
	{name: "chain", doc: "an edge's unit is the unit of its part over that of its whole", severity: fault, all: checkChain},
	{name: "faraday", doc: "lithium per MWh is above what carries the charge", severity: fault, all: checkFaraday, accepts: doubtful},
	{name: "mass", doc: "the metals of a battery, plant, vehicle or motor weigh what it can weigh", severity: fault, all: checkMass},
	{name: "siblings", doc: "parts of one kind take similar amounts of a mineral", severity: warning, all: checkSiblings, accepts: doubtful},
	{name: "real-prices", doc: "real prices are nominal ones times the index", severity: fault, all: checkRealPrices},
	{name: "generation", doc: "generation fits into capacity times the hours of a year", severity: fault, all: checkGeneration, accepts: incomplete},
	{name: "node-figures", doc: "stock, addition, capacity factor and hours of a node agree", severity: fault, all: checkNodeFigures},
	{name: "vehicles", doc: "sales, stock and powertrains of electric vehicles agree", severity: warning, all: checkVehicles, accepts: doubtful},
	{name: "totals", doc: "no part exceeds its total", severity: fault, all: checkTotals, accepts: incomplete},
	{name: "demand", doc: "published demand adds up", severity: fault, all: checkDemand},
	{name: "supply", doc: "countries add up to the published supply", severity: fault, all: checkSupply},
	{name: "reserves", doc: "a year's mining fits into the reserves", severity: fault, all: checkReserves, accepts: doubtful},
	{name: "deposits", doc: "reserves, costs and output of lithium deposits are in order", severity: fault, all: checkDeposits},
	{name: "balance", doc: "accounts of a balanced matrix receive what they pay", severity: fault, all: checkBalance},
	{name: "minerals", doc: "the chosen figure of a mineral is in the table it comes from", severity: fault, all: checkMinerals},
	{name: "lifetimes", doc: "a Weibull mean is that of its scale and shape", severity: fault, all: checkLifetimes},
}

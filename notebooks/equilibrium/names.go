package equilibrium

import "strings"

// short are names that fit under a bar, by code without prefix.
var short = map[string]string{
	"AGR": "farming", "OILGAS": "oil and gas", "COALMIN": "coal", "CUNIMIN": "Cu Ni Pb Zn ore", "OTHMETMIN": "other metal ore",
	"NMMIN": "stone", "MINSUP": "mining support", "ELEC": "electricity", "GASDIST": "gas supply", "WATER": "water",
	"CONSOTH": "construction", "CONSPOW": "power lines", "WOODPAP": "wood and paper", "OTHNMM": "minerals", "GLASS": "glass", "CEMENT": "cement",
	"STEEL": "steel", "ALUM": "aluminium", "NFSMELT": "smelting", "COPROD": "copper products", "NFPROD": "nonferrous products",
	"FABMET": "metal goods", "MACHIN": "machinery", "TURBINE": "turbines", "ELECTRON": "electronics", "SEMICON": "semiconductors",
	"OTHELEC": "appliances", "TRANSFRM": "transformers", "MOTORGEN": "motors", "BATTERY": "batteries", "WIRECABL": "wire and cable",
	"CARBONGR": "graphite", "MOTVEH": "vehicles", "MVPARTS": "vehicle parts", "OTHTRN": "aircraft, ships", "OTHMAN": "furniture, other",
	"FOOD": "food", "TEXT": "textiles", "PETRO": "refining", "BASCHEM": "basic chemicals", "OTHCHEM": "other chemicals", "PLASRUB": "plastics",
	"TRADE": "trade", "TRANSP": "transport", "INFOFIN": "information, finance", "REALEST": "real estate", "BUSSRV": "business services",
	"RND": "research", "WASTE": "waste", "HLTHEDU": "health, education", "OTHSRV": "other services", "GOVT": "government",
	"SCRAP": "scrap", "NONCOMP": "other imports",
}

// causes are the names of prices that are no commodity's.
var causes = map[string]string{"LAB": "labour", "CAP": "capital", "FX": "foreign exchange", "productivity": "productivity"}

// Name is a short name of an account or of a price of the model: C_STEEL, A_STEEL
// and PQ:C_STEEL are all "steel".
func Name(account string) string {
	code := account
	if _, after, ok := strings.Cut(code, ":"); ok {
		code = after
	}
	if n, ok := causes[account]; ok {
		return n
	}
	if n, ok := short[strings.TrimPrefix(strings.TrimPrefix(code, "A_"), "C_")]; ok {
		if strings.HasPrefix(account, "RES:") {
			return "ore in the ground"
		}
		return n
	}
	return account
}

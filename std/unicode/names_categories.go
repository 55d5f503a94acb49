// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

// Sets of runes: the general categories.
var (
	Cc     = ccTable
	Cf     = cfTable
	Cn     = cnTable
	Co     = coTable
	Cs     = csTable
	Digit  = ndTable
	Nd     = ndTable
	LC     = lCTable
	Letter = lTable
	L      = lTable
	Lm     = lmTable
	Lo     = loTable
	Lower  = llTable
	Ll     = llTable
	Mark   = mTable
	M      = mTable
	Mc     = mcTable
	Me     = meTable
	Mn     = mnTable
	Nl     = nlTable
	No     = noTable
	Number = nTable
	N      = nTable
	Other  = cTable
	C      = cTable
	Pc     = pcTable
	Pd     = pdTable
	Pe     = peTable
	Pf     = pfTable
	Pi     = piTable
	Po     = poTable
	Ps     = psTable
	Punct  = pTable
	P      = pTable
	Sc     = scTable
	Sk     = skTable
	Sm     = smTable
	So     = soTable
	Space  = zTable
	Z      = zTable
	Symbol = sTable
	S      = sTable
	Title  = ltTable
	Lt     = ltTable
	Upper  = luTable
	Lu     = luTable
	Zl     = zlTable
	Zp     = zpTable
	Zs     = zsTable
)

// Categories has the general categories by name.
var Categories = map[string]*RangeTable{
	"C":  cTable,
	"Cc": ccTable,
	"Cf": cfTable,
	"Cn": cnTable,
	"Co": coTable,
	"Cs": csTable,
	"L":  lTable,
	"LC": lCTable,
	"Ll": llTable,
	"Lm": lmTable,
	"Lo": loTable,
	"Lt": ltTable,
	"Lu": luTable,
	"M":  mTable,
	"Mc": mcTable,
	"Me": meTable,
	"Mn": mnTable,
	"N":  nTable,
	"Nd": ndTable,
	"Nl": nlTable,
	"No": noTable,
	"P":  pTable,
	"Pc": pcTable,
	"Pd": pdTable,
	"Pe": peTable,
	"Pf": pfTable,
	"Pi": piTable,
	"Po": poTable,
	"Ps": psTable,
	"S":  sTable,
	"Sc": scTable,
	"Sk": skTable,
	"Sm": smTable,
	"So": soTable,
	"Z":  zTable,
	"Zl": zlTable,
	"Zp": zpTable,
	"Zs": zsTable,
}

// CategoryAliases has the short names of categories by their long ones.
var CategoryAliases = map[string]string{
	"Cased_Letter":          "LC",
	"Close_Punctuation":     "Pe",
	"Combining_Mark":        "M",
	"Connector_Punctuation": "Pc",
	"Control":               "Cc",
	"Currency_Symbol":       "Sc",
	"Dash_Punctuation":      "Pd",
	"Decimal_Number":        "Nd",
	"Enclosing_Mark":        "Me",
	"Final_Punctuation":     "Pf",
	"Format":                "Cf",
	"Initial_Punctuation":   "Pi",
	"Letter":                "L",
	"Letter_Number":         "Nl",
	"Line_Separator":        "Zl",
	"Lowercase_Letter":      "Ll",
	"Mark":                  "M",
	"Math_Symbol":           "Sm",
	"Modifier_Letter":       "Lm",
	"Modifier_Symbol":       "Sk",
	"Nonspacing_Mark":       "Mn",
	"Number":                "N",
	"Open_Punctuation":      "Ps",
	"Other":                 "C",
	"Other_Letter":          "Lo",
	"Other_Number":          "No",
	"Other_Punctuation":     "Po",
	"Other_Symbol":          "So",
	"Paragraph_Separator":   "Zp",
	"Private_Use":           "Co",
	"Punctuation":           "P",
	"Separator":             "Z",
	"Space_Separator":       "Zs",
	"Spacing_Mark":          "Mc",
	"Surrogate":             "Cs",
	"Symbol":                "S",
	"Titlecase_Letter":      "Lt",
	"Unassigned":            "Cn",
	"Uppercase_Letter":      "Lu",
	"cntrl":                 "Cc",
	"digit":                 "Nd",
	"punct":                 "P",
}

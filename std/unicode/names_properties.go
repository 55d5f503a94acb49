// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

// Sets of runes: the properties.
var (
	ASCII_Hex_Digit                    = aSCII_Hex_DigitTable
	Bidi_Control                       = bidi_ControlTable
	Dash                               = dashTable
	Deprecated                         = deprecatedTable
	Diacritic                          = diacriticTable
	Extender                           = extenderTable
	Hex_Digit                          = hex_DigitTable
	Hyphen                             = hyphenTable
	IDS_Binary_Operator                = iDS_Binary_OperatorTable
	IDS_Trinary_Operator               = iDS_Trinary_OperatorTable
	IDS_Unary_Operator                 = iDS_Unary_OperatorTable
	ID_Compat_Math_Continue            = iD_Compat_Math_ContinueTable
	ID_Compat_Math_Start               = iD_Compat_Math_StartTable
	Ideographic                        = ideographicTable
	Join_Control                       = join_ControlTable
	Logical_Order_Exception            = logical_Order_ExceptionTable
	Modifier_Combining_Mark            = modifier_Combining_MarkTable
	Noncharacter_Code_Point            = noncharacter_Code_PointTable
	Other_Alphabetic                   = other_AlphabeticTable
	Other_Default_Ignorable_Code_Point = other_Default_Ignorable_Code_PointTable
	Other_Grapheme_Extend              = other_Grapheme_ExtendTable
	Other_ID_Continue                  = other_ID_ContinueTable
	Other_ID_Start                     = other_ID_StartTable
	Other_Lowercase                    = other_LowercaseTable
	Other_Math                         = other_MathTable
	Other_Uppercase                    = other_UppercaseTable
	Pattern_Syntax                     = pattern_SyntaxTable
	Pattern_White_Space                = pattern_White_SpaceTable
	Prepended_Concatenation_Mark       = prepended_Concatenation_MarkTable
	Quotation_Mark                     = quotation_MarkTable
	Radical                            = radicalTable
	Regional_Indicator                 = regional_IndicatorTable
	STerm                              = sentence_TerminalTable
	Sentence_Terminal                  = sentence_TerminalTable
	Soft_Dotted                        = soft_DottedTable
	Terminal_Punctuation               = terminal_PunctuationTable
	Unified_Ideograph                  = unified_IdeographTable
	Variation_Selector                 = variation_SelectorTable
	White_Space                        = white_SpaceTable
)

// Properties has the properties by name.
var Properties = map[string]*RangeTable{
	"ASCII_Hex_Digit":                    aSCII_Hex_DigitTable,
	"Bidi_Control":                       bidi_ControlTable,
	"Dash":                               dashTable,
	"Deprecated":                         deprecatedTable,
	"Diacritic":                          diacriticTable,
	"Extender":                           extenderTable,
	"Hex_Digit":                          hex_DigitTable,
	"Hyphen":                             hyphenTable,
	"IDS_Binary_Operator":                iDS_Binary_OperatorTable,
	"IDS_Trinary_Operator":               iDS_Trinary_OperatorTable,
	"IDS_Unary_Operator":                 iDS_Unary_OperatorTable,
	"ID_Compat_Math_Continue":            iD_Compat_Math_ContinueTable,
	"ID_Compat_Math_Start":               iD_Compat_Math_StartTable,
	"Ideographic":                        ideographicTable,
	"Join_Control":                       join_ControlTable,
	"Logical_Order_Exception":            logical_Order_ExceptionTable,
	"Modifier_Combining_Mark":            modifier_Combining_MarkTable,
	"Noncharacter_Code_Point":            noncharacter_Code_PointTable,
	"Other_Alphabetic":                   other_AlphabeticTable,
	"Other_Default_Ignorable_Code_Point": other_Default_Ignorable_Code_PointTable,
	"Other_Grapheme_Extend":              other_Grapheme_ExtendTable,
	"Other_ID_Continue":                  other_ID_ContinueTable,
	"Other_ID_Start":                     other_ID_StartTable,
	"Other_Lowercase":                    other_LowercaseTable,
	"Other_Math":                         other_MathTable,
	"Other_Uppercase":                    other_UppercaseTable,
	"Pattern_Syntax":                     pattern_SyntaxTable,
	"Pattern_White_Space":                pattern_White_SpaceTable,
	"Prepended_Concatenation_Mark":       prepended_Concatenation_MarkTable,
	"Quotation_Mark":                     quotation_MarkTable,
	"Radical":                            radicalTable,
	"Regional_Indicator":                 regional_IndicatorTable,
	"STerm":                              sentence_TerminalTable,
	"Sentence_Terminal":                  sentence_TerminalTable,
	"Soft_Dotted":                        soft_DottedTable,
	"Terminal_Punctuation":               terminal_PunctuationTable,
	"Unified_Ideograph":                  unified_IdeographTable,
	"Variation_Selector":                 variation_SelectorTable,
	"White_Space":                        white_SpaceTable,
}

// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

// Sets of runes: the scripts.
var (
	Adlam                  = adlamTable
	Ahom                   = ahomTable
	Anatolian_Hieroglyphs  = anatolian_HieroglyphsTable
	Arabic                 = arabicTable
	Armenian               = armenianTable
	Avestan                = avestanTable
	Balinese               = balineseTable
	Bamum                  = bamumTable
	Bassa_Vah              = bassa_VahTable
	Batak                  = batakTable
	Bengali                = bengaliTable
	Beria_Erfe             = beria_ErfeTable
	Bhaiksuki              = bhaiksukiTable
	Bopomofo               = bopomofoTable
	Brahmi                 = brahmiTable
	Braille                = brailleTable
	Buginese               = bugineseTable
	Buhid                  = buhidTable
	Canadian_Aboriginal    = canadian_AboriginalTable
	Carian                 = carianTable
	Caucasian_Albanian     = caucasian_AlbanianTable
	Chakma                 = chakmaTable
	Cham                   = chamTable
	Cherokee               = cherokeeTable
	Chorasmian             = chorasmianTable
	Common                 = commonTable
	Coptic                 = copticTable
	Cuneiform              = cuneiformTable
	Cypriot                = cypriotTable
	Cypro_Minoan           = cypro_MinoanTable
	Cyrillic               = cyrillicTable
	Deseret                = deseretTable
	Devanagari             = devanagariTable
	Dives_Akuru            = dives_AkuruTable
	Dogra                  = dograTable
	Duployan               = duployanTable
	Egyptian_Hieroglyphs   = egyptian_HieroglyphsTable
	Elbasan                = elbasanTable
	Elymaic                = elymaicTable
	Ethiopic               = ethiopicTable
	Garay                  = garayTable
	Georgian               = georgianTable
	Glagolitic             = glagoliticTable
	Gothic                 = gothicTable
	Grantha                = granthaTable
	Greek                  = greekTable
	Gujarati               = gujaratiTable
	Gunjala_Gondi          = gunjala_GondiTable
	Gurmukhi               = gurmukhiTable
	Gurung_Khema           = gurung_KhemaTable
	Han                    = hanTable
	Hangul                 = hangulTable
	Hanifi_Rohingya        = hanifi_RohingyaTable
	Hanunoo                = hanunooTable
	Hatran                 = hatranTable
	Hebrew                 = hebrewTable
	Hiragana               = hiraganaTable
	Imperial_Aramaic       = imperial_AramaicTable
	Inherited              = inheritedTable
	Inscriptional_Pahlavi  = inscriptional_PahlaviTable
	Inscriptional_Parthian = inscriptional_ParthianTable
	Javanese               = javaneseTable
	Kaithi                 = kaithiTable
	Kannada                = kannadaTable
	Katakana               = katakanaTable
	Kawi                   = kawiTable
	Kayah_Li               = kayah_LiTable
	Kharoshthi             = kharoshthiTable
	Khitan_Small_Script    = khitan_Small_ScriptTable
	Khmer                  = khmerTable
	Khojki                 = khojkiTable
	Khudawadi              = khudawadiTable
	Kirat_Rai              = kirat_RaiTable
	Lao                    = laoTable
	Latin                  = latinTable
	Lepcha                 = lepchaTable
	Limbu                  = limbuTable
	Linear_A               = linear_ATable
	Linear_B               = linear_BTable
	Lisu                   = lisuTable
	Lycian                 = lycianTable
	Lydian                 = lydianTable
	Mahajani               = mahajaniTable
	Makasar                = makasarTable
	Malayalam              = malayalamTable
	Mandaic                = mandaicTable
	Manichaean             = manichaeanTable
	Marchen                = marchenTable
	Masaram_Gondi          = masaram_GondiTable
	Medefaidrin            = medefaidrinTable
	Meetei_Mayek           = meetei_MayekTable
	Mende_Kikakui          = mende_KikakuiTable
	Meroitic_Cursive       = meroitic_CursiveTable
	Meroitic_Hieroglyphs   = meroitic_HieroglyphsTable
	Miao                   = miaoTable
	Modi                   = modiTable
	Mongolian              = mongolianTable
	Mro                    = mroTable
	Multani                = multaniTable
	Myanmar                = myanmarTable
	Nabataean              = nabataeanTable
	Nag_Mundari            = nag_MundariTable
	Nandinagari            = nandinagariTable
	New_Tai_Lue            = new_Tai_LueTable
	Newa                   = newaTable
	Nko                    = nkoTable
	Nushu                  = nushuTable
	Nyiakeng_Puachue_Hmong = nyiakeng_Puachue_HmongTable
	Ogham                  = oghamTable
	Ol_Chiki               = ol_ChikiTable
	Ol_Onal                = ol_OnalTable
	Old_Hungarian          = old_HungarianTable
	Old_Italic             = old_ItalicTable
	Old_North_Arabian      = old_North_ArabianTable
	Old_Permic             = old_PermicTable
	Old_Persian            = old_PersianTable
	Old_Sogdian            = old_SogdianTable
	Old_South_Arabian      = old_South_ArabianTable
	Old_Turkic             = old_TurkicTable
	Old_Uyghur             = old_UyghurTable
	Oriya                  = oriyaTable
	Osage                  = osageTable
	Osmanya                = osmanyaTable
	Pahawh_Hmong           = pahawh_HmongTable
	Palmyrene              = palmyreneTable
	Pau_Cin_Hau            = pau_Cin_HauTable
	Phags_Pa               = phags_PaTable
	Phoenician             = phoenicianTable
	Psalter_Pahlavi        = psalter_PahlaviTable
	Rejang                 = rejangTable
	Runic                  = runicTable
	Samaritan              = samaritanTable
	Saurashtra             = saurashtraTable
	Sharada                = sharadaTable
	Shavian                = shavianTable
	Siddham                = siddhamTable
	Sidetic                = sideticTable
	SignWriting            = signWritingTable
	Sinhala                = sinhalaTable
	Sogdian                = sogdianTable
	Sora_Sompeng           = sora_SompengTable
	Soyombo                = soyomboTable
	Sundanese              = sundaneseTable
	Sunuwar                = sunuwarTable
	Syloti_Nagri           = syloti_NagriTable
	Syriac                 = syriacTable
	Tagalog                = tagalogTable
	Tagbanwa               = tagbanwaTable
	Tai_Le                 = tai_LeTable
	Tai_Tham               = tai_ThamTable
	Tai_Viet               = tai_VietTable
	Tai_Yo                 = tai_YoTable
	Takri                  = takriTable
	Tamil                  = tamilTable
	Tangsa                 = tangsaTable
	Tangut                 = tangutTable
	Telugu                 = teluguTable
	Thaana                 = thaanaTable
	Thai                   = thaiTable
	Tibetan                = tibetanTable
	Tifinagh               = tifinaghTable
	Tirhuta                = tirhutaTable
	Todhri                 = todhriTable
	Tolong_Siki            = tolong_SikiTable
	Toto                   = totoTable
	Tulu_Tigalari          = tulu_TigalariTable
	Ugaritic               = ugariticTable
	Vai                    = vaiTable
	Vithkuqi               = vithkuqiTable
	Wancho                 = wanchoTable
	Warang_Citi            = warang_CitiTable
	Yezidi                 = yezidiTable
	Yi                     = yiTable
	Zanabazar_Square       = zanabazar_SquareTable
)

// Scripts has the scripts by name.
var Scripts = map[string]*RangeTable{
	"Adlam":                  adlamTable,
	"Ahom":                   ahomTable,
	"Anatolian_Hieroglyphs":  anatolian_HieroglyphsTable,
	"Arabic":                 arabicTable,
	"Armenian":               armenianTable,
	"Avestan":                avestanTable,
	"Balinese":               balineseTable,
	"Bamum":                  bamumTable,
	"Bassa_Vah":              bassa_VahTable,
	"Batak":                  batakTable,
	"Bengali":                bengaliTable,
	"Beria_Erfe":             beria_ErfeTable,
	"Bhaiksuki":              bhaiksukiTable,
	"Bopomofo":               bopomofoTable,
	"Brahmi":                 brahmiTable,
	"Braille":                brailleTable,
	"Buginese":               bugineseTable,
	"Buhid":                  buhidTable,
	"Canadian_Aboriginal":    canadian_AboriginalTable,
	"Carian":                 carianTable,
	"Caucasian_Albanian":     caucasian_AlbanianTable,
	"Chakma":                 chakmaTable,
	"Cham":                   chamTable,
	"Cherokee":               cherokeeTable,
	"Chorasmian":             chorasmianTable,
	"Common":                 commonTable,
	"Coptic":                 copticTable,
	"Cuneiform":              cuneiformTable,
	"Cypriot":                cypriotTable,
	"Cypro_Minoan":           cypro_MinoanTable,
	"Cyrillic":               cyrillicTable,
	"Deseret":                deseretTable,
	"Devanagari":             devanagariTable,
	"Dives_Akuru":            dives_AkuruTable,
	"Dogra":                  dograTable,
	"Duployan":               duployanTable,
	"Egyptian_Hieroglyphs":   egyptian_HieroglyphsTable,
	"Elbasan":                elbasanTable,
	"Elymaic":                elymaicTable,
	"Ethiopic":               ethiopicTable,
	"Garay":                  garayTable,
	"Georgian":               georgianTable,
	"Glagolitic":             glagoliticTable,
	"Gothic":                 gothicTable,
	"Grantha":                granthaTable,
	"Greek":                  greekTable,
	"Gujarati":               gujaratiTable,
	"Gunjala_Gondi":          gunjala_GondiTable,
	"Gurmukhi":               gurmukhiTable,
	"Gurung_Khema":           gurung_KhemaTable,
	"Han":                    hanTable,
	"Hangul":                 hangulTable,
	"Hanifi_Rohingya":        hanifi_RohingyaTable,
	"Hanunoo":                hanunooTable,
	"Hatran":                 hatranTable,
	"Hebrew":                 hebrewTable,
	"Hiragana":               hiraganaTable,
	"Imperial_Aramaic":       imperial_AramaicTable,
	"Inherited":              inheritedTable,
	"Inscriptional_Pahlavi":  inscriptional_PahlaviTable,
	"Inscriptional_Parthian": inscriptional_ParthianTable,
	"Javanese":               javaneseTable,
	"Kaithi":                 kaithiTable,
	"Kannada":                kannadaTable,
	"Katakana":               katakanaTable,
	"Kawi":                   kawiTable,
	"Kayah_Li":               kayah_LiTable,
	"Kharoshthi":             kharoshthiTable,
	"Khitan_Small_Script":    khitan_Small_ScriptTable,
	"Khmer":                  khmerTable,
	"Khojki":                 khojkiTable,
	"Khudawadi":              khudawadiTable,
	"Kirat_Rai":              kirat_RaiTable,
	"Lao":                    laoTable,
	"Latin":                  latinTable,
	"Lepcha":                 lepchaTable,
	"Limbu":                  limbuTable,
	"Linear_A":               linear_ATable,
	"Linear_B":               linear_BTable,
	"Lisu":                   lisuTable,
	"Lycian":                 lycianTable,
	"Lydian":                 lydianTable,
	"Mahajani":               mahajaniTable,
	"Makasar":                makasarTable,
	"Malayalam":              malayalamTable,
	"Mandaic":                mandaicTable,
	"Manichaean":             manichaeanTable,
	"Marchen":                marchenTable,
	"Masaram_Gondi":          masaram_GondiTable,
	"Medefaidrin":            medefaidrinTable,
	"Meetei_Mayek":           meetei_MayekTable,
	"Mende_Kikakui":          mende_KikakuiTable,
	"Meroitic_Cursive":       meroitic_CursiveTable,
	"Meroitic_Hieroglyphs":   meroitic_HieroglyphsTable,
	"Miao":                   miaoTable,
	"Modi":                   modiTable,
	"Mongolian":              mongolianTable,
	"Mro":                    mroTable,
	"Multani":                multaniTable,
	"Myanmar":                myanmarTable,
	"Nabataean":              nabataeanTable,
	"Nag_Mundari":            nag_MundariTable,
	"Nandinagari":            nandinagariTable,
	"New_Tai_Lue":            new_Tai_LueTable,
	"Newa":                   newaTable,
	"Nko":                    nkoTable,
	"Nushu":                  nushuTable,
	"Nyiakeng_Puachue_Hmong": nyiakeng_Puachue_HmongTable,
	"Ogham":                  oghamTable,
	"Ol_Chiki":               ol_ChikiTable,
	"Ol_Onal":                ol_OnalTable,
	"Old_Hungarian":          old_HungarianTable,
	"Old_Italic":             old_ItalicTable,
	"Old_North_Arabian":      old_North_ArabianTable,
	"Old_Permic":             old_PermicTable,
	"Old_Persian":            old_PersianTable,
	"Old_Sogdian":            old_SogdianTable,
	"Old_South_Arabian":      old_South_ArabianTable,
	"Old_Turkic":             old_TurkicTable,
	"Old_Uyghur":             old_UyghurTable,
	"Oriya":                  oriyaTable,
	"Osage":                  osageTable,
	"Osmanya":                osmanyaTable,
	"Pahawh_Hmong":           pahawh_HmongTable,
	"Palmyrene":              palmyreneTable,
	"Pau_Cin_Hau":            pau_Cin_HauTable,
	"Phags_Pa":               phags_PaTable,
	"Phoenician":             phoenicianTable,
	"Psalter_Pahlavi":        psalter_PahlaviTable,
	"Rejang":                 rejangTable,
	"Runic":                  runicTable,
	"Samaritan":              samaritanTable,
	"Saurashtra":             saurashtraTable,
	"Sharada":                sharadaTable,
	"Shavian":                shavianTable,
	"Siddham":                siddhamTable,
	"Sidetic":                sideticTable,
	"SignWriting":            signWritingTable,
	"Sinhala":                sinhalaTable,
	"Sogdian":                sogdianTable,
	"Sora_Sompeng":           sora_SompengTable,
	"Soyombo":                soyomboTable,
	"Sundanese":              sundaneseTable,
	"Sunuwar":                sunuwarTable,
	"Syloti_Nagri":           syloti_NagriTable,
	"Syriac":                 syriacTable,
	"Tagalog":                tagalogTable,
	"Tagbanwa":               tagbanwaTable,
	"Tai_Le":                 tai_LeTable,
	"Tai_Tham":               tai_ThamTable,
	"Tai_Viet":               tai_VietTable,
	"Tai_Yo":                 tai_YoTable,
	"Takri":                  takriTable,
	"Tamil":                  tamilTable,
	"Tangsa":                 tangsaTable,
	"Tangut":                 tangutTable,
	"Telugu":                 teluguTable,
	"Thaana":                 thaanaTable,
	"Thai":                   thaiTable,
	"Tibetan":                tibetanTable,
	"Tifinagh":               tifinaghTable,
	"Tirhuta":                tirhutaTable,
	"Todhri":                 todhriTable,
	"Tolong_Siki":            tolong_SikiTable,
	"Toto":                   totoTable,
	"Tulu_Tigalari":          tulu_TigalariTable,
	"Ugaritic":               ugariticTable,
	"Vai":                    vaiTable,
	"Vithkuqi":               vithkuqiTable,
	"Wancho":                 wanchoTable,
	"Warang_Citi":            warang_CitiTable,
	"Yezidi":                 yezidiTable,
	"Yi":                     yiTable,
	"Zanabazar_Square":       zanabazar_SquareTable,
}

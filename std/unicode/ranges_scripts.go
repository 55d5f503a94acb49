// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

var adlamTable = table("D[Q.N%3,3$", 0, 3)

var ahomTable = table("DKT)=-139", 0, 3)

var anatolian_HieroglyphsTable = table("DCV*I5", 0, 1)

var arabicTable = table(""+
	"DS''*(*0*%*B*,H$<*N&*D$W*R$W9D$6M%*?WZX(P2-R'G&2W-'*I'PT.AP)(?+J&(GKJ(&*=*$+$&*,*&+$%:$(+%%'$*$+$&+'%($%-&*)*&*&+$%'+*"+
	"36%*'*3C($", 18, 29)

var armenianTable = table("W`&H$-T$-%PG[('", 4, 0)

var avestanTable = table("DKK)X$0)", 0, 2)

var balineseTable = table("DK7O%*T$", 2, 0)

var bamumTable = table("Dc`&Z%`[S'[4", 1, 1)

var bassa_VahTable = table("TFS+@-(", 0, 2)

var batakTable = table("D^7V$?&", 2, 0)

var bengaliTable = table("DG*&**-$-8*)+$''%-+-$-&@$(($%'&-;", 14, 0)

var beria_ErfeTable = table("DcU+;-;", 0, 2)

var bhaiksukiTable = table("DCX)+*O$*0E$?", 0, 4)

var bopomofoTable = table("cH%$RUE$M$W-B", 3, 0)

var brahmiTable = table("DCO)P%3F$A", 0, 3)

var brailleTable = table("DCAc*", 1, 0)

var bugineseTable = table("DS6>-$", 2, 0)

var buhidTable = table("DQ46", 1, 0)

var canadian_AboriginalTable = table("DC2c6WW$H%ULD)2", 2, 1)

var carianTable = table("DcD)S$", 0, 1)

var caucasian_AlbanianTable = table("T`F)V$G$", 0, 2)

var chakmaTable = table("D[O)W$*4", 0, 2)

var chamTable = table("DSc&Y$B0-,-&", 4, 0)

var cherokeeTable = table("DZ1X%-(^UT&R%", 3, 0)

var chorasmianTable = table("T[N)>", 0, 1)

var commonTable = table(""+
	"$C%U%(U%Q$*1*'M%$C$JM$I$6'-6D.$-:$%`_$$*R$$'H&$a'TS$$E'($^I$FI$&N>$SR$'$])$H6$+$QI$O$$+'%*(*%.$I;'--Y%*-0-*1Z$D$b(H$*%"+
	"-(*=*3c&%3]7I%-F%c?G;V6-L'GS$a%^H$7+$%':T$*3&X+$1$_%($W''1G&H$C$$T$'b$D&S%U'$]%'I(GM6c$G[E%D$Y,%V2,D:$D(IH$$2($VQ7($T)"+
	"'+I%E$*5*&b0$%'AU%(U%-F$$Q$($D%'(*)E$'M;%3O$0+W*/a'O$S8=SJN'&[S.`*0V099T$3D,V&[(X*E$I$-a$03?$<@3`$F76K$6K$Y%B;]/W%*I%*"+
	"$.$&($&'%*.+$%'(*C%*&-**)*>*&*'+$''(*V--F,-T$ZM2F%K*`$ME%N$3F&K$1-1*1*G$E$P(O(<*$N$N$3+<$Q$(U1[A030/0])9.4$3'-3Z$?,9J$"+
	"?@-.3$Q$+]&Z-?0-/0-0[$+$('1-.3,<U'*I&ZCFK%$B'b%", 81, 86)

var copticTable = table("Ja%0WPAV&6)", 3, 0)

var cuneiformTable = table("DC[)]?Y,Q&*'H$F)", 0, 4)

var cypriotTable = table("DCI)(.$%'M$*$1$&", 0, 5)

var cypro_MinoanTable = table("TXF*E&", 0, 1)

var cyrillicTable = table("DC&G'-K(WR4-H2$P%]L/BGI^%c%QXD%$GSL(a$I&", 7, 2)

var deseretTable = table("DCF)R%", 0, 1)

var devanagariTable = table("D[)S%31-<GTZ&BGSX%,", 4, 1)

var dives_AkuruTable = table("D[U)).$&')*$*@*$-.B,", 0, 8)

var dograTable = table("DCU)_$", 0, 1)

var duployanTable = table("DCP-M&6/0+<,-&", 0, 5)

var egyptian_HieroglyphsTable = table("DCG*XE$E$^`&", 0, 2)

var elbasanTable = table("D[F)J$", 0, 1)

var elymaicTable = table("DaN)9", 0, 1)

var ethiopicTable = table("DS0K%*&-)+$%'%-K$*&-C$*&-)+$%'%-1*[$*&-E%-B0<YP69B)*)*)*)*)*)*)*)M_a%(-(-(B)*)ZSP*)*&*$*1", 32, 4)

var garayTable = table("DbL)H$0??$", 0, 3)

var georgianTable = table("DR/H$+$)-M$*&WX+M$-%GI/H$+$)", 8, 0)

var glagoliticTable = table("DCD$c%GZI-)*3-)*$*'", 1, 5)

var gothicTable = table("TOE)=", 0, 1)

var granthaTable = table("DKQ)&**-$-8*)*$*'-+-$-%.$*6)-)0'", 0, 14)

var greekTable = table("TU%&*%-&+$(+$%'$+$%'5*b$Q$2Y_5'^''3'D+$D-'7-(-H$-(-*+&%'@-W$*1*0-(*5-%*+^>$cTE$UOC%Q%[$$CFW$'G%", 29, 3)

var gujaratiTable = table("G`*%*+*%*8*)*$*'-,*%*%.$3'%-.<)", 14, 0)

var gunjala_GondiTable = table("DDY)(*$*G$*$*(<,", 0, 6)

var gurmukhiTable = table("GS*%*(3$-8*)*$*$*$.$%'&3$-%1$+'%+$+'2", 16, 0)

var gurung_KhemaTable = table("D[K+]$", 0, 1)

var hanTable = table("D`E$<*[%K$X)U'$%R%+Q$&S^%cP)G)cR7G[E%P.-L&`[Z%$K$)cCO&cYL$G&aK'-PW(-SL*T$P6MJ*a3MP'M^'6LL+", 10, 10)

var hangulTable = table("D[/c*QW9$J;a%Z-AJ)AJH]%?P`$Fa-K$93S$SZ@A0(-(-(-%", 14, 0)

var hanifi_RohingyaTable = table("D[L)J$?,", 0, 2)

var hanunooTable = table("DN47", 1, 0)

var hatranTable = table("DXI)5*$6'", 0, 3)

var hebrewTable = table("WH'Y$?=3(`_Z(<*'+$%($%($%'+", 9, 0)

var hiraganaTable = table("GIG$X%9%JTc+b+_$$A'$MSS$", 2, 4)

var imperial_AramaicTable = table("DII)8*+", 0, 2)

var inheritedTable = table(""+
	"DK%R&F=$SM$-V%$D:'%XC0P$-.SP$%*/*)4$*0$Y5c$KT$$M5C$RP.&H-$VD^'2W$0U_%$F*VK/$HbQ$'O$-9GV$%Z$*-)b%&^RFL%R*", 19, 9)

var inscriptional_PahlaviTable = table("DTK)56*", 0, 2)

var inscriptional_ParthianTable = table("DQK)8-*", 0, 2)

var javaneseTable = table("DGc&P%-,3$", 3, 0)

var kaithiTable = table("DOO)E%D$", 0, 2)

var kannadaTable = table("DO,/*%*9*,*'-+*%*&<$6%*&-,*%", 13, 0)

var katakanaTable = table("GRG$]%-%W92W6Q$*Z%QD]',*O$^JG'&*)*$+$C,'$_'$2'%", 7, 7)

var kawiTable = table("DKZ)3*K$0?", 0, 3)

var kayah_LiTable = table("D[b&P$)", 2, 0)

var kharoshthiTable = table("DSJ)&*$6**%*?-%3,<+", 0, 8)

var khitan_Small_ScriptTable = table("QaV+$`[)'W1b&", 0, 3)

var khmerTable = table("DW4a%-,9,YP$B", 4, 0)

var khojkiTable = table("DSP)4*Q$", 0, 2)

var khudawadiTable = table("TCQ)^$6,", 0, 2)

var kirat_RaiTable = table("DbT+]$", 0, 1)

var laoTable = table("G`-$+$%'&*:+$%'8-'+$%'(*,-&", 11, 0)

var latinTable = table(""+
	"G)<9<U'$369*A*C1]&'XU6H$9S$6&6/*H%J)c*[E$$1W$/N0$:$?Z$K$LG+BMc_%H&0T%C%1WO%M$*+*&IY_$)UE&<9<VF)(*L$*+VQD(A9(", 28, 5)

var lepchaTable = table("DC8Z$010%", 3, 0)

var limbuTable = table("D[5A*.3.4$''-", 5, 0)

var linear_ATable = table("DSG)Y,B8E$*", 0, 3)

var linear_BTable = table("DCC).*<*5*$*1-0M&^&", 0, 7)

var lisuTable = table("TV_&R$VC`%", 1, 1)

var lycianTable = table("D`D)?", 0, 1)

var lydianTable = table("D_I)<5", 0, 2)

var mahajaniTable = table("TcO)I$", 0, 1)

var makasarTable = table("DHZ);", 0, 1)

var malayalamTable = table("D[,/*%*U$*%*(32-<", 7, 0)

var mandaicTable = table("DI)>,", 2, 0)

var manichaeanTable = table("DEK)I$3.", 0, 2)

var marchenTable = table("TMX)B-8*0", 0, 3)

var masaram_GondiTable = table("D[X))*$*N$1$%($%'*?,", 0, 7)

var medefaidrinTable = table("DYU+^%", 0, 1)

var meetei_MayekTable = table("DHC'9c5P$-,", 3, 0)

var mende_KikakuiTable = table("DCQ.G)-2", 0, 2)

var meroitic_CursiveTable = table("DJJ):36-P$", 0, 3)

var meroitic_HieroglyphsTable = table("DGJ)B", 0, 1)

var miaoTable = table("DKV+M%3[$<3", 0, 3)

var modiTable = table("DSS)G%H$,", 0, 2)

var mongolianTable = table("DC5$.$%'59[%<M$FLb(/", 5, 1)

var mroTable = table("DYR+A*,3$", 0, 3)

var multaniTable = table("D`P))+$%'%*1*-", 0, 5)

var myanmarTable = table("DC/c'GbU&AJ,BWJT%6", 3, 1)

var nabataeanTable = table("DOI)A?+", 0, 2)

var nag_MundariTable = table("TVN.L$", 0, 1)

var nandinagariTable = table("DJV)*-P$--", 0, 3)

var new_Tai_LueTable = table("DG6N$3<9-0$", 4, 0)

var newaTable = table("DCR)_%*'", 0, 2)

var nkoTable = table("D^(^$-%", 2, 0)

var nushuTable = table("HaV+$RO3'M/", 0, 2)

var nyiakeng_Puachue_HmongTable = table("D[K.O$00-,3$", 0, 4)

var oghamTable = table("D`3?", 1, 0)

var ol_ChikiTable = table("TJ8R$", 1, 0)

var ol_OnalTable = table("TNO.M$2", 0, 2)

var old_HungarianTable = table("DOL)U$N$U$<(", 0, 3)

var old_ItalicTable = table("DKE)F$B%", 0, 2)

var old_North_ArabianTable = table("D`J)B", 0, 1)

var old_PermicTable = table("TRE)M$", 0, 1)

var old_PersianTable = table("DZE)F$30", 0, 2)

var old_SogdianTable = table("DKN)J$", 0, 1)

var old_South_ArabianTable = table("D]J)B", 0, 1)

var old_TurkicTable = table("DCL)K%", 0, 1)

var old_UyghurTable = table("TUN)<", 0, 1)

var oriyaTable = table("GK+%**-$-8*)*$*'-+-$-%<%3$*'-4", 14, 0)

var osageTable = table("TSF)F$3F$", 0, 2)

var osmanyaTable = table("DOF)@-,", 0, 2)

var pahawh_HmongTable = table("DKS+H%E$,*)*765", 0, 5)

var palmyreneTable = table("DLI)B", 0, 1)

var pau_Cin_HauTable = table("DEW)[$", 0, 1)

var phags_PaTable = table("DIb&Z$", 1, 0)

var phoenicianTable = table("D[I)>/", 0, 2)

var psalter_PahlaviTable = table("DWK)4<&K$)", 0, 3)

var rejangTable = table("T`b&F$G$", 2, 0)

var runicTable = table("Dc3M%0-", 2, 0)

var samaritanTable = table("DC)P$-1", 2, 0)

var saurashtraTable = table("DOb&H%?.", 2, 0)

var sharadaTable = table("DGP)c%GG**", 0, 2)

var shavianTable = table("TJF)R$", 0, 1)

var siddhamTable = table("DGS)X$-H$", 0, 2)

var sideticTable = table("DbI)<", 0, 1)

var signWritingTable = table("DCE.N7T$'*1", 0, 3)

var sinhalaTable = table("GG-%*40:*++$&'(1$(''+$%')9,-%KbE)6", 12, 1)

var sogdianTable = table("TON)L$", 0, 1)

var sora_SompengTable = table("TVO);<,", 0, 2)

var soyomboTable = table("TZV)U%", 0, 1)

var sundaneseTable = table("DW7c$G;*", 2, 0)

var sunuwarTable = table("D^W)D$Q$,", 0, 2)

var syloti_NagriTable = table("DCb&O$", 1, 0)

var syriacTable = table("DK(0*_$-%W<-", 4, 0)

var tagalogTable = table("DK48A", 2, 0)

var tagbanwaTable = table("DT4/*%*$", 3, 0)

var tai_LeTable = table("Tc5@-'", 2, 0)

var tai_ThamTable = table("DV6b$*?--9,90", 5, 0)

var tai_VietTable = table("D`c&E%O%'", 2, 0)

var tai_YoTable = table("DEP.A*8?$", 0, 3)

var takriTable = table("D`S)]$9,", 0, 2)

var tamilTable = table("JW+$*(0%*&0$+$%($'($''$0.3'0%*&.$*Q$7V^Q)T$M$", 15, 2)

var tangsaTable = table("T^R+Q%*,", 0, 2)

var tangutTable = table("EaV+$C$'bZ)GS$AJ,U&", 0, 4)

var teluguTable = table("DC,/*%*9*2-+*%*&<$*%*$-&-,<+", 13, 0)

var thaanaTable = table("DW(T$", 1, 0)

var thaiTable = table("GS-]$6>", 2, 0)

var tibetanTable = table("DK.J%*F$3I$*F$*1*)3$", 7, 0)

var tifinaghTable = table("T`D$Z$<$P$", 3, 0)

var tirhutaTable = table("DOR)J%?,", 0, 2)

var todhriTable = table("DMG)V$", 0, 1)

var tolong_SikiTable = table("TKY)N$3,", 0, 2)

var totoTable = table("TaL.A", 0, 1)

var tulu_TigalariTable = table("DWQ),+$&*H$*,+$&*&*,*$?$", 0, 9)

var ugariticTable = table("DWE)@)", 0, 2)

var vaiTable = table("D[_&N,", 1, 0)

var vithkuqiTable = table("TEG)-*1*)*$*-*1*)*$", 0, 8)

var wanchoTable = table("DEM.]$5", 0, 2)

var warang_CitiTable = table("DRU)U%J$", 0, 2)

var yezidiTable = table("D`M)L$*%-$", 0, 3)

var yiTable = table("DC[&OG$0Y$", 2, 0)

var zanabazar_SquareTable = table("DSV)J%", 0, 1)

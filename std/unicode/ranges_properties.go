// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

var aSCII_Hex_DigitTable = table("T',<(U%(", 3, 0)

var bidi_ControlTable = table("YU'$UR)($>'&L(&", 4, 0)

var dashTable = table("L'$aM$b'$EU&WC&$MC%''`($K$U$$J/TC,$&D&$4$@cL$$7U-$TOV$($I$F$$M(H]-$c,", 13, 1)

var deprecatedTable = table("aA$ML$Q[)$%cF)$VU)(RD%$HWHV%", 5, 1)

var diacriticTable = table(""+
	"`+$%^)$*4$&($[2'a'**6(Z$$4$-($b*'&[6$[$'N$+$%($%($%P/*3$Y/$3$0%P)=X+-U(-M&$b.*c&,W$>`($40&]%$N%X$$R&X$$R&X$$S$'$]($4=$"+
	"[&R-$4R-$4N-$X$$a&U-$0''+$O&N$'H*$Y%%%3$M)%*$c($T&*$`&$3'R%)+$.($E9'$C]%$c%$X'',C$$`-'$T>$8').$T$'0--01-.a)$3Y&+I($V($"+
	"/($F%($D%''^*;4$*-%^'b$W'F$6.V&-`L$$%'$H$%N$%N$%N$$WY,%`@$_2''c,&E,$VN@K$$+$@($V%($2'C$Y,%Z,$*($0W&$['X%4R(&T&$C&L$$H$"+
	"F1%J)&b'$H&'&B%G/$XO_$$E;'1R<$%U'$Q$($G%]J%$CH$''*L$*+__$%4$I(($`4''Z&$>'&LH$$&'$Y)-Z'&H5$M$`)$O.$c($P%B%`,$^3$W*$X$$<"+
	"'(0'R+%*$N$$E,$'X.$X:$c.$Z&($W&N<$M;$4$a'b*$6[*$I0N;$%($U%K)$K.($;KY21SWD$$DQ%'&X()CX$$MV$3W*$bcR$&*)*$JK:P$-9GV$%0(?*"+
	"-)b%&M`-a$M5)MF$$b$'%bJ%$GH%)N-%*%", 119, 67)

var extenderTable = table(""+
	"J4$]3($R>SL$$Z6C0$^%XI%$C'Qb)$]$Q]$$R/T)$M`'H''],$_+%JMV%$ZR$N^%$:C0$P&F%$WNc$WD)$IN'$?4$KI$W>$X&($V2'$UV&$D=`D^$$[Q&$"+
	"+$2($LM?($UH$CS%%", 16, 13)

var hex_DigitTable = table("T',<(U%(ccb(,<(U%(", 6, 0)

var hyphenTable = table("L'$C']W&$`V'cC)$WS-$G:^D^'$M(K+", 6, 0)

var iDS_Binary_OperatorTable = table("TbF$$-,YQ$", 3, 0)

var iDS_Trinary_OperatorTable = table("ZbF$$", 1, 0)

var iDS_Unary_OperatorTable = table("_cF$$", 1, 0)

var iD_Compat_Math_ContinueTable = table("Z3$7$Za*0-*1bE$$(H%NRJ-$=E&$=E&$=E&$=E&$=", 6, 5)

var iD_Compat_Math_StartTable = table("KS<$(H%NRJ-$=E&$=E&$=E&$=E&$=", 2, 5)

var ideographicTable = table("VCG$$R%+Q$%V^%cP)G)cR7G[E%P.-L&F]Z%$1'&BXI*c&BJ,U&_V=N/S[]$cYL$G&aK'-PW(-SL*T$P6MJ*a3MP'M^'6LL+", 7, 14)

var join_ControlTable = table("HD;$", 1, 0)

var logical_Order_ExceptionTable = table("DY-'X.'WI+%.$_JG$($&*$", 6, 0)

var modifier_Combining_MarkTable = table("aZ'$.$G':$'($E2($%'$1$C$", 7, 0)

var noncharacter_Code_PointTable = table("TNb(BQT$$bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($bcc($", 2, 16)

var other_AlphabeticTable = table(""+
	"TQ%$A'.GY$0+$%($%($%`)-W'/*)X$$I&'(3&-$4$G$b%2Y,-V,$0+*%*&F-$a$'-0)96I($-1*$6%E$$_%%U()-$-$F$$.($A'$U('3$-$4$B($'H$%U("+
	"**%*$F%$I%%3%U()-$-$B$E$$c%$`$'&0%*%F$$L$'&R()*%*%?$H$$_%%U()*%*%?$H$$U$$0'%U()*%*%F$$.($A'$H*(+$%')^$$`($&'(_$$G&-(*$"+
	"X$$G('4B-*F$Q-.+$&'%L%&3%*%-)0&N$.+$.'%C_'$b%$b%$b%$M)5[4$N&$Z&'-3+b7'R(,-6E*$H$%Z''W'1[(%b%+-$R(-^'5[I$D$JE(V$IZ)BCN^"+
	"%*M&$ND$$,L%'O+$^'2+$^$Y&'[%.N'&W'.W&$G%'/L$$,($Q$'$_'$%'$-$7$P$'&7$Q*')`O_$LK)'Y`'%*$6&CM%&K)$E-($Q%'$P;%F(0N'$H$%N'+"+
	"C$$b$'$S&.^$$R(%W'/Q$$[++.$*.$b''+L%&U()-$-$F$$.($X%'*+$&*&*$],/*%E-4N9)-)_%$^*1+$N&',],0J;/L:(*$-$1$%Q0)-(4$@'+E''*&^"+
	"$-Q'0`5*]5**)a*8*0U.(1$%($%'$+$'M)'*$*&[C$&B$+$T$'(0%_OT$3HV-$%'X$<&_+$LS]$$E_+'(*3-)*$*'T,$WU$.$+($)[Z$$Lc$';9<9<", 150, 93)

var other_Default_Ignorable_Code_PointTable = table("RR%$SS&($WU$($SH%cZ/$`TV$T*+^CCQ%$%'?G,c&W9RS&", 5, 4)

var other_Grapheme_ExtendTable = table(""+
	"`L*$<ZD$$<Z,$<a8$%3$*$B$^,$<M.$3Ga)$BHC&$)+$)($I&])$PE&$ED'($GLAL-$bQ8&HV0$X&a;$2C$$D&C$$&*%7$D*L$$U*Z;$^6L$$GS$QS`$$a"+
	"EL%$9(NCFL%c%", 18, 13)

var other_ID_ContinueTable = table("J4$S9Ja.+a]'$UT$($QJ'b]^'", 5, 0)

var other_ID_StartTable = table("SO5$[P)$9KU.$", 3, 0)

var other_LowercaseTable = table("C3$3FR$+<$b%'H,$X$KG-$SD&'a$O$$F$'F$[C%$1W$/a62WR%<^X($bU_%$_6$D''%0$MT%&AJEH%$&'$*L$*+FNE(a$", 20, 5)

var other_MathTable = table(""+
	"`+$U>'$.$>($&($DD*X%%I$$D$'%O%$Q$$J)/4$'($('&_$$(-,+$''&:$'($&($%'$*(0&6'H*'-&*$*$+$%'&-$3$34-$+$%'(+$*($F,'%`2$+$<[$$"+
	"b0($0'*6'6$-$0'R$$%-(O%$S($%_%&B$IC$$D&,aH$8D)&G&$QLc'$%4$W))JUc'W%*I%*$.$&($&'%*.+$%'(*C%*&-**)*>*&*'+$''(*V--;*;*A*;"+
	"*A*;*A*;*A*;**-T$GS3&*=*$+$&*,*&+$%:$(+%%'$*$+$&+'%($%-&*)*&*&+$%'+*36%*'*3", 63, 55)

var other_UppercaseTable = table("DD<2YQ%<GL]-<9<9<", 2, 3)

var pattern_SyntaxTable = table("G&1E$)U%&+$>'%M&)+$%(%%(%(1$;E&$][*'9?1-5*,Z?R9G2X6b%NF$GS$c&JG$%3;U$$QKV$($I+&", 24, 0)

var pattern_White_SpaceTable = table("?'_$$H&`W:$O%$", 4, 0)

var prepended_Concatenation_MarkTable = table("DS'(M7$U$GG$$V*V`H)$3", 4, 1)

var quotation_MarkTable = table("K&$(Q/$3[S:*R%$^S-$M1'%N$%JV^'&`4$(U+$", 10, 0)

var radicalTable = table("D`E$<*[%K$X)", 3, 0)

var regional_IndicatorTable = table("VPX.<", 0, 1)

var sentence_TerminalTable = table(""+
	"H&$0X$$MM$a0%D4$O$'$J:$b$+$'($I,($HZ$($Z;3$WK%$J)($b'($Q$7$_,($F.'%M2$E$$-$_%%X4$J)$TZ%$;($-'$TS,%_?$1I%$OK$$aJ@Q<$Q8$"+
	"'bF$$I+$E,$]'($W''$W0$S:$JT7-$Y($'($M(L$$4I)CJ+$_Z&'K'&_4$F.&D/%J/$:$4($]%($%($P&E?$F.$FF$$61c,$R:%WS$$%X:$L+$SJ$$CD%$"+
	"E*$cN[$$W/$E%($/cV$$a>$JS6_P9", 44, 29)

var soft_DottedTable = table("`,$T5$^+c%$X$D%$D-N,$%C]5$W$O$$'T/$b'WJ$$Z)($V]%VZa,$^'$^'$^'$^'$^'$^'$^'$^'$^'$^'$^'$^'$ZO)$U,($>", 10, 15)

var terminal_PunctuationTable = table(""+
	"H&$.+$/($'cP%$,KS$$^$a)$2*%D4$O$',+$O*($Z$''**E&$I+($XJ$($P(3(L@$FM%*WK%$a&'$])$_1%1$K$'%-$U@$MD$&M2$E$$*%_%%X4'b($TZ%"+
	"$;($-'$TS,%_?$14$.*$0$KK$$XZZ%$N<%P8'bF$$I+$E,$[''$a0%E/$4($^*ZVa$$&($^$'$*&C3$.+$/($'K)$&VH&$T$ZO&$K)I@$O1(S)(R+&O]%'"+
	"K'&_4)W-&D/%J/$:$4($]%'&L-$N,($Y&'$K$$YD$&01c,$R:%WS$$%X:$L+$3$bI$%O'$I7($N%($OL$'&RRW$$W/$E%'$F$$M4($K,($JS6]P9&", 61, 39)

var unified_IdeographTable = table("DCJ$cP)G)cR7QTF%$+$%($.+$%($&'$IOG)cYL$G&aK'-PW(-SL*T$P6MJ0M^'6LL+", 8, 7)

var variation_SelectorTable = table("ED5%+$TR]$'1WIEQ%R*", 3, 1)

var white_SpaceTable = table("?'_$$H&V%$CR(DG*-_%$7$S$FZ.", 7, 0)

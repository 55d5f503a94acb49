// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

// FoldCategory has, by category, the runes outside it that are the same as one in it under simple case folding.
var FoldCategory = map[string]*RangeTable{
	"L":  foldL,
	"Ll": foldLl,
	"Lt": foldLt,
	"Lu": foldLu,
	"M":  foldM,
	"Mn": foldMn,
}

// FoldScript has the same by script.
var FoldScript = map[string]*RangeTable{
	"Common":    foldCommon,
	"Greek":     foldGreek,
	"Inherited": foldInherited,
}

var foldL = table("RQ%", 1, 0)

var foldLl = table(""+
	"G)<V,9*)K&:%1%%.*%.:%(%%0$+$%($%'$-&*$*%0$*$+%%($%.$%($%'$+$%($'<$*$*$+*%.+%-$+$%'$+?%<$*$.$%'%+&%J:$N$+$'@$**%+$%($%'"+
	"2*+Q&$,+-%7$&*$-U$X'3%C$>%()%.R$%-H$cQ+H$+$)^F%X%bP)$*'L$-%HAM%%C$S$%B*?(E$*?*?(I$&%?*O%*?*?*?'H$'H$&K$'H$'C?$'($*X*$a"+
	"V%'Q$X'$%'$.&%'%+$&?%+S$%@$%4$QMA+8%b$0%^/)%1A%F$%%('%4$%.$%1-%'&*'+*%'%+$%(+%P%$O]8';VU&J$`/F$[1-*1*)*$EI(U$_18UP+BGG"+
	"C%BG);]Y_%D$", 109, 12)

var foldLt = table("QM$$%($%($%T&$%KH9*?*?*I$$3S'", 9, 0)

var foldLu = table(""+
	"G,<V($M$'9**+:%1%%.*%.9%.%%'$.$%.$'7$&0%.$&+$%.$(.$'+$&1$%6$*$*$+*%(,%-$+$'+5%1+%@$&($%4'%''*$+$%($'($%'%*'.$%($&=$&*$"+
	"0(7$.($J(I'$%1$''$Q'&*@*$0%+.%'&+%&C(R$+3%C$=%.)%(S$%Z'H$cQ+M$-%OJ%(MO)++$R*1$4_-M%%7$)+Q$%'*?(E$*?*?(I$&%?*?0^'$L$$5("+
	"$2($'aD$$Y$HC+R$+$'(&%:$&F$T$%@$%4$0'G$+$)b]^%9%b$0%^/)%1A%F$$%.'%4$(*$.,%I$*%4$%.*%V%$a=[%R%JWb$<NV&J$`/F$X1-*1*)*$PK"+
	"(U$_.8UP+BGGC%BX(;QZ_%D$", 108, 12)

var foldM = table("PY%$C$RC8", 2, 0)

var foldMn = table("PY%$C$RC8", 2, 0)

var foldCommon = table("YY%$C$", 1, 0)

var foldGreek = table("D4$S7", 1, 0)

var foldInherited = table("PY%$C$RC8", 2, 0)

// CaseRanges has all runes that have another case.
var CaseRanges = caseTable(""+
	"D%<#C%#C$<c$#c$W%#QQ$#QQ$.9#C%#;)#C%#+9c$#c$;)c$#c$*#U*#U*$R$CCCG%CCCG%CCCG%S$##P/#$#R1#R1$(CCCG%CCCG%CCCG%*2CCCG%CCCG"+
	"%CCCG%4P$CCCG%CCCG%CCCG%Q$##T*#$(CCCG%CCCG%CCCG%)#Z5#Z5$#I/#I/$##G0#$&CCCG%CCCG%CCCG%'##`/#$$CCCG%CCCG%CCCG%%$#^/#%$CC"+
	"CG%CCCG%CCCG%&##b'#$##W/#$##Y/#$$CCCG%CCCG%CCCG%%##^/#$##b/#$#E)#E)$##I0#$##E0#$$CCCG%CCCG%CCCG%%#I-#I-$#EGV%#EGV%$##I"+
	"0#$##M0#$#G+#G+$##O0#$(CCCG%CCCG%CCCG%)##W0#$$CCCG%CCCG%CCCG%%##W0#&$CCCG%CCCG%CCCG%%##W0#$$CCCG%CCCG%CCCG%%$#U0#%&CCC"+
	"G%CCCG%CCCG%'##Y0#$$CCCG%CCCG%CCCG%'$CCCG%CCCG%CCCG%&#S&#S&(##'%$#$%#$#&#$$##'%$#$%#$#&#$$##'%$#$%#$#&#$$2CCCG%CCCG%CC"+
	"CG%3#a'#a'$4CCCG%CCCG%CCCG%6##'%$#$%#$#&#$$$CCCG%CCCG%CCCG%%##D)#$##R&#$J$CCCG%CCCG%CCCG%K$##F+#%4CCCG%CCCG%CCCG%;##YE"+
	"8#$$CCCG%CCCG%CCCG%%##H-#$##SE8#$$bF8#bF8%$CCCG%CCCG%CCCG%%##H/#$##M'#$##Q'#$,CCCG%CCCG%CCCG%-#bD8#bD8$#[D8#[D8$#`D8#`"+
	"D8$#F0#F0$#_/#_/%$]/#]/&#V/#V/%#X/#X/$#bWU%#bWU%'#]/#]/$#YWU%#YWU%%#a/#a/$#QYU%#QYU%$#SUU%#SUU%$#KWU%#KWU%%#D0#D0$#H0#"+
	"H0$#KWU%#KWU%$#Qc7#Qc7$#EWU%#EWU%&#H0#H0%#^c7#^c7$#L0#L0&#N0#N0+#Qb7#Qb7&#V0#V0%#IWU%#IWU%$#V0#V0'#WUU%#WUU%$#V0#V0$#L"+
	"'#L'$$T0#T0%#P'#P')#X0#X0.#MTU%#MTU%$#GTU%#GTU%J(#K(#K(N$&CCCG%CCCG%CCCG%)$CCCG%CCCG%CCCG%(%G+#G+'##K*#*##O%#%%#M%#'##"+
	"C'#%$#b&#&3#C%#5+#C%#,#N%#N%$%L%#L%'3c$#c$4#a$#a$$+c$#c$,#c&#c&$$a&#a&%##3#$#_&#_&$#T&#T&'#a%#a%$#N&#N&$#2#2$:CCCG%CCC"+
	"G%CCCG%;#N(#N($#c'#c'$#1#1$#J*#J*$##Z&#$#c(#c(%$CCCG%CCCG%CCCG%%##0#$$CCCG%CCCG%CCCG%&%#F+#&2#C(#3B#C%#C$Bc$#c$C$2c'#c"+
	"'3D$CCCG%CCCG%CCCG%M$X$CCCG%CCCG%CCCG%Y$##A#$0CCCG%CCCG%CCCG%1#@#@$c%CCCG%CCCG%CCCG%D&H$#C&#S$H$c%#c%c]%H$#CI1#J$##CI1"+
	"#)##CI1#&M$C`(##P$%C`(##F8R%#CaN%#S%(#3#+(2#2KG%#_I/#_I/$#]I/#]I/$#JI/#JI/$$FI/#FI/%#HI/#HI/$#ZH/#ZH/$#LE/#LE/$#G`G%#G"+
	"`G%$$CCCG%CCCG%CCCG%*M$#c_(#P$%#c_(#`(#KCH%#KCH%'#OQ*#OQ*4#SFH%#SFH%U&X'CCCG%CCCG%CCCG%_'#X&#X&&##a_1#%c%CCCG%CCCG%CCC"+
	"G%C&*3#3+*#2#+(3#3+(#2#+*3#3+*#2#+*3#3+*#2#+(3#3+(#2#,#3#3%#3#3%#3#3%#3#3%##2#%##2#%##2#%##2#$*3#3+*#2#+$W'#W'%&O(#O('"+
	"$K)#K)%$C+#C+%$C*#C*%$`*#`*'*3#3+*#2#+*3#3+*#2#+*3#3+*#2#+$3#3&#5#5($#2#%$#V'#%##4#%#LE1#LE1(#5#5(&#N(#'##4#'$3#3+$#2#"+
	"%$#J)#)$3#3(#1#1&$#2#%$#c)#%##0#*#5#5($#c*#%$#_*#%##4#M,##]X1#'##aN3#$##NG3#*##[$#?#Z$#Z$52#C$#32B#B6$CCCG%CCCG%CCCG%V"+
	"<<#W$#=<V$#V$S]$R$#C&#S$R$c%#c%S$$CCCG%CCCG%CCCG%%##Pc7#$##NQ*#$##Pb7#$#XE8#XE8$#RE8#RE8$(CCCG%CCCG%CCCG%)##ZD8#$##]c7"+
	"#$##aD8#$##_D8#%$CCCG%CCCG%CCCG%&$CCCG%CCCG%CCCG%,$#aF8#%F&CCCG%CCCG%CCCG%N&&CCCG%CCCG%CCCG%*$CCCG%CCCG%CCCG%1H$cH1#cH"+
	"1J$#cH1#cH1)#cH1#cH1VKAP$CCCG%CCCG%CCCG%C%>CCCG%CCCG%CCCG%E(0CCCG%CCCG%CCCG%3a$CCCG%CCCG%CCCG%J%&CCCG%CCCG%CCCG%'##JCH"+
	"%#$,CCCG%CCCG%CCCG%0$CCCG%CCCG%CCCG%%##RUU%#&&CCCG%CCCG%CCCG%'#C&#C&%6CCCG%CCCG%CCCG%7##JWU%#$##aWU%#$##XWU%#$##DWU%#$"+
	"##JWU%#%##FTU%#$##VUU%#$##LTU%#$##C^$#$2CCCG%CCCG%CCCG%3##c%#$##HWU%#$##RFH%#$&CCCG%CCCG%CCCG%'##PYU%#$2CCCG%CCCG%CCCG"+
	"%3##DGV%#<$CCCG%CCCG%CCCG%b=#c]$#c]$@R%c`N%#c`N%Ta7<#C%#C$<c$#c$cH$J$#S%#K$J$R%#R%K'F$#S%#K$F$R%#R%['-#Q%#/1#Q%#3)#Q%#"+
	"+$#Q%#&-P%#P%/1P%#P%3)P%#P%+$P%#P%HY$U$#C'#C%U$c&#c&S'8#C%#C$8c$#c$S]%B#C%#C$Bc$#c$CO8B#C%#C$Bc$#c$C%;#Y$#>;X$#X$HUAD$"+
	"#G%#E$D$F%#F%", 336)

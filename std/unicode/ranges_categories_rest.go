// Code generated from facts about Unicode. DO NOT EDIT.

package unicode

var nTable = table(""+
	"T',O.$7$&'$JJ',Y/,Y5,[I$,I.,3(K-,I.,I.,-(Q-/a-,?)],,`,)<5N-,G,,I.,Y)6K<,Y),TF%6ZU%%T9,9,I%,K?,G/-V2,9,I4,I+,Y/,9,JE&$'"+
	"''9,Y5U$-'IG%_$Q*8I_$@CE'$M;R%+Q$%LC$&E0,b%**1G&,]&1GTY%,[4,GA(U1,Y&,Y5,I%,I+,II$,IMb$,NQ$O$K$[$Z$$FC$=S&&`%$,Y/'E6,Q["+
	"%*R%)]&+H*'I%(G2$-2-P$G)+C($b%%H*'`,*O%*c&)EB(W',9,I=Ab1,E'&W-)Y/@G/,[(,W0,<6X:,IC$,I.,IF$,Y,,96K*.SJ$5_+,Ib$,I+?P8,Y)"+
	",I(,YD$,Y,7HG&Q&JUP$,Y_),I+,Y/,*)QT$,Y;9_C$%RZH%,YM'6K$6K-;FK&T$Gb),YJ$,IR$,L:,KF%+G/,LM%^$*%*&K*O$*1M^%/PH+,", 66, 78)

var ndTable = table(""+
	"T',YV',Y/,Y5,[I$,I.,I.,I.,I.,I.,I.,I.,I.,I.,G,,I.,Y),I=,Y),YQ(,Y&,K?,G/,Y2,9,I4,I+,Y/,9,YMJ&,Yc$,Y&,Y5,I%,I+,II$,IMb$,"+
	"YG',YO),9,[M%,G/,[(,W0,I=,IC$,I.,IF$,Y,,96K*,YJ$,Y,,Ib$,I+,I:,Y),I(,YD$,IOT$,Y_),I+,Y/,IU$,IVJ%,CG+T$Gb),YJ$,IR$,L:,FS"+
	"%,Ib0,", 37, 35)

var nlTable = table("NI4%T^*E$-&c_-$='*Q$%HC]%,WZF%W$LN$$,Y/'EG;Q&VW[$%", 7, 5)

var noTable = table(""+
	"Z3$7$&'$Fa)(OF$(O.%V/)R7)Z$+ZK$,FH&6aM&,HP$$YW$0(9,Y52C'$Z9'^$Q*8I_$@CE'$XG$'%E0,b%**1G&,]&1WE[%(ZVE%O$J)&Z$$FC$=S&&Ca"+
	"&*R%)]&+H*'I%(G2$-2-P$G)+C($b%%H*'`,*O%*c&)EB(GD$Ab1,E'&W-)Y/6XF$6Vb&$QK$+]T%5aR%7YW[$)bM%9cFN%6K$6K-;Qc2+JZ%^$*%*&K*O"+
	"$*1M^%/", 28, 43)

var pTable = table(""+
	"G&%*(*&E$$0$U%%+$?+$G$7$'E$$1$'cD%$,^N$(c&$b'$%.$&K'$C%$*$O$$%'$E*&Z,$O$'/c8%I(1E&$I+($.L0$]&S.$J/L$$S.V+$.($L('0+$I$'"+
	"%^)$N%'&3$T-(I3$H6'*M1$Q6K'$Q*%])$_1%*%V&-R@$O7$G/)*(G2$E$)[%%[.&X('b($G)*I$$a<'9?6*/*.b%$Q$$R_$&_%$_H&0T*$D&,aH$8D)&G"+
	"&$XJ%&*$X-$S''P$*B-.PJ$%3,-.X$$0N,$_%MCZ%$N<%Q,$.a-([F$&I+$`&%+$U$($S$J,/W$$[.&b.$W$$S:$VM7($T)'+I%E$*0+$(*$F1%*(*&E$$"+
	"0$U%%+$?+$%'(UI$%]b$$T$cI$$K:^5$C$W<+Z&$T&'(M))R+&[N$$c,N&$H''&K'&_4)N-$*&b.&W'$T*&4$1*%O+(I-$N,($%($V&'&E$$+$L&U:9c,%"+
	"[%/L*$F''$]:$L+'$Y1$a%')a*%*'_+,M7$C&'&E'$V`$$E*/U3$TF$'&[V+$X_N$$W/$E%'&@$L4'$]>&^A$aH6]P9'bU+$c=&", 116, 58)

var pcTable = table("c+$Cc*($7bOI($O%%S9", 5, 0)

var pdTable = table("L'$aM$b'$EU&WC&$MC%''KS-$&D&$4$@cL$$7U-$TOV$($I$F$$M(H]-$c,", 11, 1)

var peTable = table(""+
	"a&$W$E&$bX&+$c^$CK*$[$U$$_6+$BcH&)%X*$D$+&%DI$-%H)$%K&$ID$+%%L'&%LK$'%1&%-$c^]'$^)`%*%1$5+$%F3$W$E&%&", 23, 0)

var pfTable = table("V4$b^*1$@aM-$%4$&U$$'", 5, 0)

var piTable = table("F3$P_*-$.$=aM-$%4$&U$$'", 6, 0)

var poTable = table(""+
	"G&%*%.%%($.($'($?T)$)Q$$=$c8@$V1''C'$Z$.$&K'$C%$*$O$$%'$E*&Z,$O$'/c8%I(1E&$I+($.L0$]&S.$J/L$$S.V+$.($L('0+$T&E*'3$T-(I"+
	"3$H6'*WK%$a&'$])$_1%*%V&(*&R@$O7$G/)*(G2$E$)[%%[.&X('b($G)*I$$F=($,')?+-&-%0-+$%'+UQ,&*$X-$S'($('$.$&'**$+$&($.'&*,-&+"+
	"$%'.-%KK$%S($b(MCZ%$N<%Q,$.a-([F$&I+$`&%+$U$($S$J,/W$$[.&b.$W$$S:$HT7'(.$:C%$-&0%*&<%:$%($Y''$*%.%%($.($'($?T&$&&UI$%]"+
	"b$$T$cI$$K:^5$C$W<+Z&$T&'(M))R+&bO%$H''&K'&_4)N-$*&b.&W'$T*&4$1*%O+(I-$N,($%($V&'&E$$+$L&U:9c,%[%/L*$F''$]:$L+'$Y1$a%'"+
	")a*%*'_+,M7$C&'&E'$V`$$E*/U3$TF$'&[V+$X_N$$W/$E%'&@$L4'$]>&^A$aH6]P9'bU+$c=&", 114, 57)

var psTable = table(""+
	"^&$V$E&$cX&+$c^$cF*$'Z&$[$U$$_6+$BcH&)%X*$D$+&%DI$-%H)$%K&$ID$+%%S%$6+%%LK$'%1&%.$ELV$M7$A+)%1$5+$%F3$V$E&$',", 26, 0)

var sTable = table(""+
	"Q&$*W$%E&$%Y%$%P&'*$.$%'%.$'c%$C$EN$&K$06)+$%'2G.$2($T&I0$N+'$I.%.$&($R)F$$7($[*<$a/$M.($*($Y*c.$F'')T/$S)C'$I)J5%U$$%"+
	"'$-(D%%%V/**(*$6&V5$WI%,bF%$Q.TD$$b''C$JD$,B+HI&$%'$H$%N$%N$%N$$W)$1]&%N$%a$D$b($*&*$F$$%'$6(+%%4$/($('&6&+$_$($('Y.3?"+
	"-b*I%-Z*P%I%J6K'S$-AE$U/I%b$3B-X.-L'V8(VD$$Q'<*[%K$X)U%24$1($0F%$9$X+$a9$3,G&H$C$$4'@H$@@$3'AE$I$T$c,GM6c$WaC%Y$RX$9B$"+
	"],$_1&E$&_X$%K8$2($ba6`/C$NE$2G)$I(*K'&N,$%'$.$_':$4'$E&$%Y%$%J/)*)N$$R@+R(3-%*/1$S$'N$U_'$UZ$$I9($E-')ZL)$YG%'>ER[$&7"+
	"$ZM7PT.R*E$%0V099T$3D,V&[(X*E$I$-_$6%I%$<@3`$F%D%1$_('X%FU%$=E&$=E&$=E&$=E&$=[(c2L(&^'**0*$aE($S0LK*$'`.$E1($R+'M$3F&K"+
	"$1-1*1*G$L%C(O(?N$N$3+<$Q$(U1[A030/0])9.4$3'-3Z$?,9J$?@-.3$Q$+]&Z-?0-/0-0[$+$('1-.3,<U'*_%D$", 130, 82)

var scTable = table("Q&$b&'%CY&$`&^Q$$^Q$$=$Y*^;$I5YI*$HI%'C$JVH&$GQ8L-$_'X7$0$Ic:&cMU'$TP%", 13, 2)

var skTable = table("`+$%^)$*4$'cS$&K$06)+$%'2G.$2($FK$DP4$%'$H$%N$%N$%N$$[Q/$P][%9B$],$X_%$2($JE7'2YV%$%L2LEZ('", 25, 1)

var smTable = table(""+
	"F'$4'$`($%O'$(W&$C$cJ%$S3'$YX6$1]&%N$%I0$K$'&:$H%'&6$4%&=$C$($&+$C$'M+G&$V+$B':`&(GO$$-I(*U-$T-'&-AE$2G;E'I%b$3B-D+W'7"+
	"-(]`_'$]<*%T2$4'$`($%Q/$*'%JJ-$HDT'$Tb$S%$C$S%$C$S%$C$S%$C$S%$P](($cQ%'*", 43, 9)

var soTable = table(""+
	"W2$&4$%[_%$N+($C'($R)F$$7($[*QS$$Y.M/(+$H'U6$M$]G$%U$$%'$-(D%%%V/**(*$6&V5$WI%,bF%$V9_1D$JD$,B+PG'$*&*$F$$%($*''+%%4$/"+
	"($2*$+$_$($-'&-&*$*$*)*A-$+$%'@K<*36-)-S%*@R%J$9J%I%-Z*P%I%Y(*+*X$?Q&*Z*K'N$G)c*GS$R$F%$9I$-L'V8(VD$$Q'<*[%K$X)U%24$1("+
	"$0F%$9$WB$3,G&H$C$$4'@H$@@$3'AE$I$T$c,GM6c$WaC%Y$JT%&E$$+$b4'$cb`$2NE$2G)$I(*N'%TP$$'3$N$$R@+R(3-%*/1$S$'N$U_'$UZ$$LC$"+
	"')ZL)$YG%')33ER[$&7$ZM7PT.R*E$%0V099T$2G,V&[(X*E$I$-_$6%I%$<@3`$F%D%1$_('X%cR&c2L(&^'**0*$aE($a^%K/$U9'M$3F&K$1-1*1*G$"+
	"L%C(O(?N$N$3+<$Q$(U1^*6[9030/0])9.4$3'-3Z$?,9J$?@-.3$b(Z-?0-/0-0[$+$('1-.3,<U'*_%D$", 101, 75)

var zTable = table("E&$C'EP3$CO%',_%$7$S$FZ.", 6, 0)

var zlTable = table("[F;", 1, 0)

var zpTable = table("_F;", 1, 0)

var zsTable = table("E&$C'EP3$CO%',T&$S$FZ.", 5, 0)

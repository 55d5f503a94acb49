package main

var x = does not parse

package main

const tagged = "another system"

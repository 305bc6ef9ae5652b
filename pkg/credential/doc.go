// Package credential finds, keeps and hands on the tokens with which a host knows the user.
//
// Begin with [Finder], which asks every place where this machine may have one, and
// [MachineStore], which keeps them. A [Token] reads "***" however it is printed.
//
// A token is bound to one host ([Names]) and travels in a header or a child's environment
// alone: in no argument, address, log, error or file of settings. Which variable is for which
// host stands in [Variables], once, for git's transports and for hosts that review.
//
// It must not know what is done with a token.
package credential

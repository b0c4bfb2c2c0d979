import ArgumentParser
@main struct Gengfu: ParsableCommand {}

import ArgumentParser

struct HazardsCommand: ParsableCommand {}

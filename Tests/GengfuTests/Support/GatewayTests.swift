import Testing

/// What the program promises as a whole, seen from outside: `gengfu run` as a child process, a private mosquitto
/// with the shipped configuration, and nothing but sockets, files and signals between the test and the program.
///
/// Suites of this target are nested in it (`extension GatewayTests { @Suite struct … }`), so that one process of
/// ours is watched at a time and a delay that is measured is its own.
@Suite(
    "The program from outside", .serialized,
    .enabled(if: GatewayProgram.path != nil, GatewayProgram.absence))
struct GatewayTests {}

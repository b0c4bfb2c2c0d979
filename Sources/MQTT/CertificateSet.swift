/// Throw-away certificates for a private broker: an authority, the broker's, and a client's, made with the
/// `openssl` command and good for two days.
package struct CertificateSet: Sendable {
    /// PEM files.
    package let authority: String
    package let serverCertificate: String
    package let serverKey: String
    package let clientCertificate: String
    package let clientKey: String

    /// - Parameter folder: where the files go.
    init(in folder: String) throws(PrivateBroker.Failure) {
        authority = "\(folder)/ca.crt"
        serverCertificate = "\(folder)/server.crt"
        serverKey = "\(folder)/server.key"
        clientCertificate = "\(folder)/client.crt"
        clientKey = "\(folder)/client.key"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        let signed = ["-CA", authority, "-CAkey", "\(folder)/ca.key"]
        try PrivateBroker.run(
            "openssl",
            ["req", "-x509"] + key
                + [
                    "-keyout", "\(folder)/ca.key", "-out", authority, "-subj", "/CN=gengfu private authority",
                ],
            in: folder)
        try PrivateBroker.run(
            "openssl",
            ["req", "-x509"] + signed + key
                + [
                    "-keyout", serverKey, "-out", serverCertificate, "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                ],
            in: folder)
        try PrivateBroker.run(
            "openssl",
            ["req", "-x509"] + signed + key
                + ["-keyout", clientKey, "-out", clientCertificate, "-subj", "/CN=gengfu"],
            in: folder)
    }
}

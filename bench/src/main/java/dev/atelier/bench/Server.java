package dev.atelier.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Something that speaks Jupyter's protocol: ours, or a peer. */
public record Server(String name, URI url, String token, HttpClient http) {

    public String request(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "token " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IOException(
                    name + ": " + method + " " + path + " gave " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    public boolean answers() throws InterruptedException {
        try {
            request("GET", "/api/kernelspecs", "");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

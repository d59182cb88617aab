package org.mcpcoordinator.web.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the console's files, compressed where the browser takes it. A path without a file's ending is an address
 * inside the console and gets the page.
 */
@WebServlet(name = "console", urlPatterns = "/console/*", loadOnStartup = 1)
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_EACH_TIME = "no-cache";

    private transient @Nullable Shelf shelf;

    @Override
    public void init() throws ServletException {
        shelf = new Shelf(getServletContext());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Shelf from = shelf;
        String path = request.getPathInfo();
        if (from == null || path == null) {
            response.sendRedirect("/console/");
            return;
        }
        String name = path.substring(1);
        if (name.lastIndexOf('.') <= name.lastIndexOf('/')) {
            response.setHeader("Content-Security-Policy", from.policy());
            send(from.page(), ASK_EACH_TIME, request, response);
            return;
        }
        boolean kept = name.startsWith(Shelf.LIBRARIES) || name.startsWith(from.build() + "/");
        // A page of another build, as in a rolling update, gets this build's files, but not for ever.
        Optional<Asset> asset = from.find(name.replaceFirst("^build-[0-9a-f]+/", ""));
        if (asset.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        send(asset.get(), kept ? FOR_EVER : ASK_EACH_TIME, request, response);
    }

    private static void send(Asset asset, String lifetime, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean gzip = asset.compressible() && accepts(request, "gzip");
        String tag = asset.tag(gzip);
        response.setHeader("Cache-Control", lifetime);
        response.setHeader("ETag", tag);
        if (asset.compressible()) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        String known = request.getHeader("If-None-Match");
        if (known != null && known.contains(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(asset.mediaType());
        response.setContentLength(asset.length(gzip));
        asset.write(response.getOutputStream(), gzip);
    }

    private static boolean accepts(HttpServletRequest request, String coding) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.contains(coding);
    }
}

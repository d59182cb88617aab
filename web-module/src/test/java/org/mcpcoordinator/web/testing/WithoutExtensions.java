package org.mcpcoordinator.web.testing;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** Hides our servlet extensions, which want a whole application, from a deployment that tests a part of it. */
public final class WithoutExtensions extends ClassLoader {
    /** Everything else comes from the tests' own class loader. */
    public WithoutExtensions() {
        super(WithoutExtensions.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.endsWith("io.undertow.servlet.ServletExtension")
                ? Collections.emptyEnumeration()
                : super.getResources(name);
    }
}

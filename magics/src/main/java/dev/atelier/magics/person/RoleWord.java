package dev.atelier.magics.person;

import dev.atelier.api.PersonRole;
import dev.atelier.api.ProblemException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A role as it is typed; what is none is told in the API's words. */
final class RoleWord implements ITypeConverter<PersonRole> {
    @Override
    public PersonRole convert(String word) {
        try {
            return PersonRole.of(word.toLowerCase(Locale.ROOT));
        } catch (ProblemException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

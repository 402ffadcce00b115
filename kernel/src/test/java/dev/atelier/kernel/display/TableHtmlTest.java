package dev.atelier.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TableHtmlTest {
    private static final int MOST = (1 << 18) + (1 << 17);
    private static final String[] PIECES = {
        "<", ">", "&", "\"", "'", "</td>", "<script>", "&lt;", "]]>", "--", "é", "漢", "😀", " ", "x", "javascript:"
    };

    private static String html(Object value) {
        return TableReader.read(value).map(TableHtml::of).orElseThrow();
    }

    private static Document parsed(String html) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader("<div>" + html + "</div>")));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + html, e);
        }
    }

    private static List<String> texts(Document document, String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            word.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return word.toString();
    }

    @Test
    void whateverStandsInATableStandsThereAsText() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Map<String, String>> rows = new ArrayList<>();
            Map<String, String> row = new TreeMap<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                row.put(word(random), word(random));
            }
            for (int i = random.nextInt(40); i >= 0; i--) {
                rows.add(row);
            }
            Document document = parsed(html(rows));
            assertThat(texts(document, "td").subList(0, row.size()))
                    .as("seed " + seed)
                    .containsExactlyElementsOf(row.values());
            assertThat(texts(document, "th").subList(0, row.size())).containsExactlyElementsOf(row.keySet());
            assertThat(texts(document, "td")).hasSize(rows.size() * row.size());
            assertThat(document.getElementsByTagName("script").getLength()).isZero();
        }
    }

    @Test
    void howeverMuchThereIsTheTableIsBounded() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int columns = random.nextInt(200) + 1;
            String cell = "<\"&'>".repeat(random.nextInt(2_000) + 1);
            Object[] row = Collections.nCopies(columns, cell).toArray();
            List<Object[]> rows = Collections.nCopies(random.nextInt(1_000_000) + 1, row);
            String html = html(rows);
            assertThat(html).as("seed " + seed).hasSizeLessThan(MOST);
            parsed(html);
        }
    }

    @Test
    void aShortTableIsNothingButATable() {
        String html = html(List.of(Map.of("n", 1)));
        assertThat(html)
                .contains("<th>n</th>")
                .contains("<td align=\"right\">1</td>")
                .doesNotContain("<details")
                .doesNotContain(" rows");
    }

    @Test
    void aLongOneShowsTwentyRowsAndKeepsMoreBehindThem() {
        Document document = parsed(
                html(IntStream.range(0, 150).mapToObj(i -> List.of(i, "t")).toList()));
        assertThat(texts(document, "summary")).containsExactly("Rows 21 to 110", "Rows 111 to 150");
        assertThat(document.getDocumentElement().getTextContent()).endsWith("150 rows, 2 columns");
        assertThat(texts(document, "tr")).hasSize(150 + 3);
    }

    @Test
    void columnsOfNumbersAreAlignedWithTheirHoles() {
        String html = html(List.of(Arrays.asList(1, "a"), Arrays.asList(null, null), List.of()));
        assertThat(html)
                .contains("<th>0</th><th align=\"left\">1</th>")
                .contains("<td align=\"right\"><span style=\"opacity:0.5\">null</span></td>")
                .contains("<td align=\"right\"></td><td></td>");
    }

    @Test
    void matricesAndWhatIsNoTable() {
        assertThat(texts(parsed(html(new double[][] {{1, 2}, {3}})), "td")).containsExactly("1.0", "2.0", "3.0", "");
        assertThat(texts(parsed(html(new int[2][60])), "th")).hasSize(50);
        assertThat(html(new int[2][60])).contains("2 rows, 50 of 60 columns");
        for (Object value :
                new Object[] {List.of(1, 2), List.of(), Map.of(), new int[] {1}, "text", List.of("a", Map.of())}) {
            assertThat(TableReader.read(value)).as(String.valueOf(value)).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aTableThatHoldsItselfEnds() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        assertThat(html(list)).hasSizeLessThan(2_000);
        Map<Object, Object> map = new TreeMap<>();
        map.put("self", map);
        assertThat(html(map)).contains("(this Map)");
    }
}

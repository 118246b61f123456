using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Packages.Tests.Support;

namespace Packages.Tests.Notebooks;

/// <summary>A Jupyter notebook file (nbformat 4): its code cells, and what was saved below them.</summary>
internal sealed partial class Notebook
{
    /// <summary>Tag of cells whose saved figures must be those of a run.</summary>
    public const string FiguresTag = "figures";

    /// <summary>Type of the pictures that a cell may show.</summary>
    public const string PictureType = "image/png";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string path;
    private readonly JsonNode root;

    private Notebook(string path, JsonNode root)
    {
        this.path = path;
        this.root = root;
        CodeCells = [.. root["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => new Cell(cell!.AsObject()))];
    }

    /// <summary>Folder of the notebooks.</summary>
    public static string Folder { get; } = Repository.PathOf("notebooks");

    /// <summary>Its code cells, from the top.</summary>
    public IReadOnlyList<Cell> CodeCells { get; }

    /// <summary>The packages that its cells fetch.</summary>
    public IEnumerable<(string Name, string Version)> Packages =>
        CodeCells.SelectMany(cell => Package().Matches(cell.Source)).Select(match => (match.Groups["name"].Value, match.Groups["version"].Value));

    /// <summary>Reads a notebook.</summary>
    public static Notebook Read(string name)
    {
        var path = Path.Combine(Folder, name);
        return new Notebook(path, JsonNode.Parse(File.ReadAllText(path))!);
    }

    /// <summary>Writes it back, with the outputs that its cells have now.</summary>
    public void Save() => File.WriteAllText(path, root.ToJsonString(Format) + "\n");

    [GeneratedRegex("""^#r "nuget: *(?<name>[^,]+), *(?<version>[^"]+)"$""", RegexOptions.Multiline)]
    private static partial Regex Package();

    /// <summary>One code cell.</summary>
    public sealed class Cell(JsonObject json)
    {
        /// <summary>The code as it stands there.</summary>
        public string Source => Text(json["source"]);

        /// <summary>The code, with packages of another version: those of the run in place of the published ones.</summary>
        public string CodeWith(Func<string, string> versionOf) =>
            Package().Replace(Source, match => $"#r \"nuget: {match.Groups["name"].Value}, {versionOf(match.Groups["name"].Value)}\"");

        /// <summary>Whether its figures are compared.</summary>
        public bool HasFigures => json["metadata"]?["tags"] is JsonArray tags && tags.Any(tag => (string?)tag == FiguresTag);

        /// <summary>What was saved below it.</summary>
        public CellOutput Output
        {
            get => new(
                string.Concat(json["outputs"]!.AsArray().Select(output => Text(output!["text"]))),
                [.. json["outputs"]!.AsArray().Select(output => output!["data"]?[PictureType]).OfType<JsonNode>().Select(data => Text(data).ReplaceLineEndings(""))]);
            set
            {
                var outputs = new JsonArray();
                if (value.Text.Length > 0)
                {
                    outputs.Add(new JsonObject
                    {
                        ["name"] = "stdout",
                        ["output_type"] = "stream",
                        ["text"] = new JsonArray([.. Lines(value.Text).Select(line => JsonValue.Create(line))]),
                    });
                }

                foreach (var picture in value.Pictures)
                {
                    outputs.Add(new JsonObject
                    {
                        ["data"] = new JsonObject { [PictureType] = picture },
                        ["metadata"] = new JsonObject(),
                        ["output_type"] = "display_data",
                    });
                }

                json["outputs"] = outputs;
            }
        }

        /// <summary>Numbers the cell by the order in which it ran.</summary>
        public void SetExecutionCount(int count) => json["execution_count"] = count;

        // The format allows a string, or a list of lines that keep their line ends.
        private static string Text(JsonNode? node) => node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => (string)line!)),
            null => "",
            _ => (string)node!,
        };

        private static IEnumerable<string> Lines(string text)
        {
            for (var start = 0; start < text.Length;)
            {
                var end = text.IndexOf('\n', start);
                var next = end < 0 ? text.Length : end + 1;
                yield return text[start..next];
                start = next;
            }
        }
    }
}

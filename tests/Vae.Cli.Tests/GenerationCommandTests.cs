using System.Globalization;
using System.IO.Compression;
using Vae.Cli.Hosting;
using Vae.Core.Generation;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Commands that make rows, on a model of pictures of 3 x 3 pixels.</summary>
public sealed class GenerationCommandTests : IDisposable
{
    private const int Pixels = 9;

    private readonly TemporaryFolder folder = new();
    private readonly string model;
    private readonly string data;
    private readonly VaeModel library;

    public GenerationCommandTests()
    {
        data = WritePictures("t.csv", 60);
        model = folder["m.onnx"];
        var run = CliRun.Of("train", "--data", data, "--out", model, "--latent", "2", "--steps", "30", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        library = VaeModel.Load(model);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void S7_Sample_Picture_IsASheetOfTheModelsRows()
    {
        var run = CliRun.Of("sample", "--model", model, "--out", folder["s.png"], "--count", "7", "--columns", "4", "--zoom", "2", "--seed", "3", "--low", "-2", "--high", "3", "--json");

        Assert.Equal(["rows", "inputDimension", "latentDimension", "image", "width", "height"], run.JsonFields);
        Assert.Equal("1x3x3", run.Json.GetProperty("image").GetString());
        var picture = PngReader.Read(File.ReadAllBytes(folder["s.png"]));
        Assert.Equal((2 + (4 * 8), 2 + (2 * 8)), (picture.Width, picture.Height));
        var rows = library.Sample(7, 3).Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            var (tile, pixel) = (i / Pixels, i % Pixels);
            var level = Math.Round(255 * Math.Clamp((rows[i] + 2) / 5.0, 0, 1));
            Assert.Equal(level, picture.At(2 + (tile % 4 * 8) + (2 * (pixel % 3)), 2 + (tile / 4 * 8) + (2 * (pixel / 3)))[0]);
        }

        Assert.Equal(["m.onnx", "s.png", "t.csv"], folder.Files);
    }

    [Fact]
    public void S7_Sample_TableInParts_IsTheLibrarysSequence()
    {
        const int Count = 20_000;

        var run = CliRun.Of("sample", "--model", model, "--out", folder["s.csv.gz"], "--count", $"{Count}", "--noise", "--temperature", "0.5", "--codes", "--json");

        Assert.Equal(["rows", "inputDimension", "latentDimension"], run.JsonFields);
        Assert.Equal(Count, run.Json.GetProperty("rows").GetInt32());
        var expected = library.Sample(Count, 0, new SamplingOptions { DecoderNoise = true, Temperature = 0.5f });
        var (header, table) = ReadTable(folder["s.csv.gz"]);
        Assert.Equal("p0,\"p,1\",p2,p3,p4,p5,p6,p7,p8,z0,z1", header);
        Assert.Equal(Count, table.Length);
        foreach (var row in new[] { 0, 16_383, 16_384, Count - 1 })
        {
            Assert.Equal([.. expected.Row(row), .. expected.Code(row)], table[row]);
        }
    }

    [Fact]
    public void S8_Interpolate_TwoWays_AreOneLineEach()
    {
        var run = CliRun.Of(
            "interpolate", "--model", model, "--data", this.data, "--rows", "3,17,5", "--steps", "4", "--spherical", "--out", folder["i.png"], "--csv", folder["i.csv"], "--json");

        Assert.Equal(8, run.Json.GetProperty("rows").GetInt32());
        var picture = PngReader.Read(File.ReadAllBytes(folder["i.png"]));
        Assert.Equal((2 + (4 * 50), 2 + (2 * 50)), (picture.Width, picture.Height));
        var data = ReadTable(this.data).Rows;
        var (_, table) = ReadTable(folder["i.csv"]);
        Assert.Equal(
            [
                .. library.Interpolate(data[3], data[17], 4, InterpolationKind.Spherical).Rows,
                .. library.Interpolate(data[17], data[5], 4, InterpolationKind.Spherical).Rows,
            ],
            table.SelectMany(row => row).ToArray());
    }

    [Fact]
    public void S8_Traverse_WithAndWithoutData_StartsFromTheRowOrFromZeros()
    {
        var fromZero = CliRun.Of("traverse", "--model", model, "--out", folder["z.csv"], "--codes", "--json");
        var fromRow = CliRun.Of(
            "traverse", "--model", model, "--data", this.data, "--row", "4", "--dimension", "1", "--minimum", "-1.5", "--maximum", "2", "--steps", "3", "--out", folder["r.png"], "--csv", folder["r.csv"], "--json");

        Assert.Equal(20, fromZero.Json.GetProperty("rows").GetInt32());
        var path = library.TraverseCode([0, 0], [0, 1]);
        Assert.Equal([.. path.Row(19), .. path.Code(19)], ReadTable(folder["z.csv"]).Rows[19]);
        Assert.Equal(3, fromRow.Json.GetProperty("rows").GetInt32());
        Assert.Equal(2 + (3 * 50), fromRow.Json.GetProperty("width").GetInt32());
        var data = ReadTable(this.data).Rows;
        Assert.Equal(library.Traverse(data[4], 1, -1.5f, 2, 3).Rows, ReadTable(folder["r.csv"]).Rows.SelectMany(row => row).ToArray());
    }

    [Fact]
    public void S7_Reconstruct_Picture_HasEachRowAboveItsReconstruction()
    {
        var run = CliRun.Of(
            "reconstruct", "--model", model, "--data", this.data, "--count", "5", "--columns", "3", "--zoom", "1", "--low", "0", "--high", "2", "--out", folder["g.png"], "--csv", folder["g.csv"], "--json");

        Assert.Equal(5, run.Json.GetProperty("rows").GetInt32());
        var picture = PngReader.Read(File.ReadAllBytes(folder["g.png"]));
        Assert.Equal((2 + (3 * 5), 2 + (4 * 5)), (picture.Width, picture.Height));
        var data = ReadTable(this.data).Rows.Take(5).ToArray();
        var rebuilt = new float[5 * Pixels];
        library.Reconstruct(data.SelectMany(row => row).ToArray(), rebuilt);
        Assert.Equal(rebuilt, ReadTable(folder["g.csv"]).Rows.SelectMany(row => row).ToArray());

        // The fifth row is the second of the second line of pairs.
        Assert.Equal(Math.Round(255 * Math.Clamp(data[4][0] / 2.0, 0, 1)), picture.At(2 + 5, 2 + 10)[0]);
        Assert.Equal(Math.Round(255 * Math.Clamp(rebuilt[4 * Pixels] / 2.0, 0, 1)), picture.At(2 + 5, 2 + 15)[0]);
    }

    [Fact]
    public void S7_Reconstruct_RowsWithMissingValues_AreLeftOut()
    {
        var lines = File.ReadAllLines(data);
        lines[2] = "," + lines[2].Split(',', 2)[1];
        var holed = folder.Write("h.csv", string.Join('\n', lines));

        var run = CliRun.Of("reconstruct", "--model", model, "--data", holed, "--count", "100", "--out", folder["g.csv"], "--json");

        Assert.Equal(59, run.Json.GetProperty("rows").GetInt32());
        var error = CliRun.Of("interpolate", "--model", model, "--data", holed, "--rows", "0,1", "--out", folder["i.csv"]);
        Assert.Equal(ExitCodes.Data, error.ExitCode);
        Assert.Contains("Row 1 of", Assert.Single(error.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["i.csv"]));
    }

    [Theory]
    [InlineData("--out s.txt", "--out 's.txt' ends in neither .png, a picture, nor .csv, .csv.gz, .csv.zst or .parquet, a table")]
    [InlineData("--out s.csv --csv t.csv", "--out and --csv both name a table")]
    [InlineData("--out s.csv --zoom 2", "--zoom is for pictures, but --out 's.csv' is a table")]
    [InlineData("--out s.png --codes", "--codes is for tables, but --out 's.png' is a picture; add --csv")]
    [InlineData("--out s.png --image 1x2x4", "--image 1x2x4 has 8 values but a row of this model has 9")]
    [InlineData("--out s.png --image 9x1x1", "--image 9x1x1 has 9 channels, but 1 (grey) or 3 (red, green, blue) can be drawn")]
    [InlineData("--out s.png --count 0", "--count is 0 but must lie between 1 and")]
    [InlineData("--out s.png --temperature -1", "--temperature is -1 but must lie between 0 and 100")]
    [InlineData("--out s.png --columns 0", "--columns is 0 but must lie between 1 and")]
    [InlineData("--out s.png --low 2 --high 1", "--low, which is black, is 2 but must be below --high")]
    [InlineData("--out s.png --threads -1", "--threads is -1 but must lie between")]
    public void S7_Sample_WrongUsage_ExitsWith2AndSaysWhat(string flags, string words) => Refuses(ExitCodes.Usage, words, "sample --model M " + flags);

    [Theory]
    [InlineData(2, "interpolate --model M --data D --rows 1,2 --steps 1 --out s.png", "--steps is 1 but must lie between 2 and")]
    [InlineData(3, "interpolate --model M --data D --rows 1,60 --out s.png", "has 60 rows, counted from 0, but row 60 was asked for")]
    [InlineData(2, "traverse --model M --dimension 2 --out s.png", "--dimension is 2 but must lie between 0 and 1")]
    [InlineData(2, "traverse --model M --minimum NaN --out s.png", "--minimum is NaN but must lie between")]
    [InlineData(2, "traverse --model M --row 3 --out s.png", "--row is about rows, but no --data is given")]
    [InlineData(2, "traverse --model M --data D --row -1 --out s.png", "--row is -1 but rows are counted from 0")]
    [InlineData(2, "reconstruct --model M --data D --count 0 --out s.png", "--count is 0 but must lie between 1 and")]
    [InlineData(2, "reconstruct --model M --data D --columns 0 --out s.png", "--columns is 0 but must lie between 1 and")]
    [InlineData(1, "sample --model M --out no/such/folder/s.png", "cannot be written")]
    public void S8_OtherCommands_WhatCannotBeDone_IsRefused(int code, string line, string words) => Refuses(code, words, line);

    [Fact]
    public void S7_Sample_PlainAutoencoder_IsRefused()
    {
        var model = folder["plain.onnx"];
        CliRun.Of("train", "--data", data, "--out", model, "--objective", "autoencoder", "--latent", "2", "--steps", "3", "--quiet");

        var run = CliRun.Of("sample", "--model", model, "--out", folder["s.png"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("is a plain autoencoder, whose codes follow no prior", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["s.png"]));
        Assert.Equal(0, CliRun.Of("traverse", "--model", model, "--out", folder["t.csv"]).ExitCode);
    }

    [Fact]
    public void S7_Sample_RowsThatAreNoSquare_AsksForTheShape()
    {
        var model = folder["w.onnx"];
        CliRun.Of("train", "--data", folder.WriteTable("w.csv", 30), "--label", "label", "--out", model, "--steps", "3", "--quiet");

        var asked = CliRun.Of("sample", "--model", model, "--out", folder["w.png"]);
        var given = CliRun.Of("sample", "--model", model, "--out", folder["w.png"], "--image", "3x1x1", "--zoom", "4", "--count", "4");

        Assert.Equal(ExitCodes.Usage, asked.ExitCode);
        Assert.Contains("has 3 features, which make no square", Assert.Single(asked.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, given.ExitCode);
        Assert.Equal(3, PngReader.Read(File.ReadAllBytes(folder["w.png"])).Channels);
    }

    [Fact]
    public void S7_Sample_NetworkOfPictures_HasItsShape()
    {
        var model = folder["c.onnx"];
        CliRun.Of(
            "train", "--data", folder.WriteTable("c.csv", 30), "--label", "label", "--out", model, "--steps", "3", "--quiet", "--network", "convolutional", "--image", "3x1x1");

        var run = CliRun.Of("sample", "--model", model, "--out", folder["c.png"], "--zoom", "4", "--count", "4");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(3, PngReader.Read(File.ReadAllBytes(folder["c.png"])).Channels);
    }

    private void Refuses(int code, string words, string line)
    {
        var arguments = line.Split(' ').Select(word => word switch { "M" => model, "D" => data, _ => word }).ToArray();
        var place = Array.FindIndex(arguments, word => word.StartsWith("s.", StringComparison.Ordinal));

        var run = CliRun.Of(arguments);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal(["m.onnx", "t.csv"], folder.Files);
        Assert.True(place < 0 || !File.Exists(arguments[place]));
    }

    private string WritePictures(string name, int rows)
    {
        var random = new Random(2);
        var lines = Enumerable.Range(0, rows).Select(_ =>
        {
            double a = random.NextDouble(), b = random.NextDouble();
            return string.Join(',', Enumerable.Range(0, Pixels).Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? a : b) + (0.1 * random.NextDouble()):F4}")));
        });
        return folder.Write(name, "p0,\"p,1\",p2,p3,p4,p5,p6,p7,p8\n" + string.Join('\n', lines));
    }

    private static (string Header, float[][] Rows) ReadTable(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines[0], [.. lines[1..].Select(line => Array.ConvertAll(line.Split(','), text => float.Parse(text, CultureInfo.InvariantCulture)))]);
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Packages.Tests.Support;

namespace Packages.Tests.Templates;

/// <summary><c>dotnet new vae-detector</c>: the project builds against the packages, trains, serves, refuses what it should, and takes up new models.</summary>
[Collection(PackedCollection.Name)]
public sealed class DetectorTemplateTests(PackedFixture packed)
{
    private static readonly object Ordinary = new { machine = "pump", temperature = 47f, pressure = 6.5f, vibration = 1.2f, current = 12f };

    // Each value is one that some machine has, but not a pump.
    private static readonly object Strange = new { machine = "pump", temperature = 47f, pressure = 2.8f, vibration = 1.2f, current = 31f };

    [Fact]
    public void New_Project_HasItsNameEverywhere()
    {
        var files = Directory.GetFiles(packed.Detector.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file[packed.Detector.Folder.Length..].Split('/', '\\').Any(part => part is "bin" or "obj")).ToList();

        Assert.Contains(Path.Combine(packed.Detector.Folder, DetectorProject.Name + ".csproj"), files);
        Assert.All(files.Where(file => !file.EndsWith(".zip", StringComparison.Ordinal)), file =>
        {
            Assert.DoesNotContain("VaeDetectorTemplate", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.DoesNotContain("VERSION-OF-", File.ReadAllText(file), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Train_RowsOfTheTemplate_SaysWhatItLearned() =>
        Assert.Matches(@"detector\.zip: 6\d\d rows, [1-9]\d* of \d+ latent units active, threshold \d", packed.Detector.Training.Output);

    [Fact]
    public void Train_NoSuchFile_SaysWhichColumns()
    {
        var run = packed.Detector.Train("none.zip", "none.csv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no file 'none.csv'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_OrdinaryAndStrangeRow_AreToldApart()
    {
        var service = packed.Detector.Service;
        var ordinary = JsonDocument.Parse((await service.Post("/score", Ordinary)).Body).RootElement;
        var strange = JsonDocument.Parse((await service.Post("/score", Strange)).Body).RootElement;

        Assert.False(ordinary.GetProperty("isAnomaly").GetBoolean());
        Assert.True(strange.GetProperty("isAnomaly").GetBoolean());
        Assert.True(strange.GetProperty("score").GetSingle() > ordinary.GetProperty("score").GetSingle());
        Assert.Contains(strange.GetProperty("column").GetString(), new[] { "Machine", "Pressure", "Current" });

        // Many at once are the same, in their order, while others ask too.
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => number % 2 == 0
            ? service.Post("/score/batch", new[] { Ordinary, Strange, Ordinary })
            : service.Post("/score", Strange)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.All(answers.Where((_, number) => number % 2 == 0), answer => Assert.Equal(
            new[] { ordinary, strange, ordinary }.Select(Score), JsonDocument.Parse(answer.Body).RootElement.EnumerateArray().Select(Score), Nearly));
        Assert.All(answers.Where((_, number) => number % 2 == 1), answer => Assert.Equal(Score(strange), Score(JsonDocument.Parse(answer.Body).RootElement)));
        Assert.Equal("[]", (await service.Post("/score/batch", Array.Empty<object>())).Body);

        // Few rows go through an engine, many through the pipeline at once.
        foreach (var count in new[] { 50, 51 })
        {
            var many = JsonDocument.Parse((await service.Post("/score/batch", Enumerable.Range(0, count).Select(number => number % 3 == 0 ? Strange : Ordinary))).Body).RootElement;
            Assert.Equal(Enumerable.Range(0, count).Select(number => Score(number % 3 == 0 ? strange : ordinary)), many.EnumerateArray().Select(Score), Nearly);
        }
    }

    [Fact]
    public async Task Requests_ThatCannotBeScored_AreRefusedAndSayWhy()
    {
        var service = packed.Detector.Service;

        await Refused(service, "/score", """{"machine":"pump","temperature":47,"pressure":6.5,"vibration":1.2}""", 400, "current");
        await Refused(service, "/score", """{"machine":"pump","temperature":47,"pressure":6.5,"vibration":1.2,"current":12,"colour":1}""", 400, "colour");
        await Refused(service, "/score", """{"machine":"pump","temperature":"warm","pressure":6.5,"vibration":1.2,"current":12}""", 400, "temperature");
        await Refused(service, "/score", """{"machine":null,"temperature":47,"pressure":6.5,"vibration":1.2,"current":12}""", 400, "Machine is null");
        await Refused(service, "/score", """{"machine":"","temperature":47,"pressure":6.5,"vibration":1.2,"current":12}""", 400, "Machine is empty");
        await Refused(service, "/score", """{"machine":"pump","temperature":1e39,"pressure":6.5,"vibration":1.2,"current":12}""", 400, "");
        await Refused(service, "/score", "{", 400, "");
        await Refused(service, "/score", "null", 400, "");
        await Refused(service, "/score/batch", "[null]", 400, "Row 0");
        await Refused(service, "/score/batch", JsonSerializer.Serialize(Enumerable.Repeat(Ordinary, 71)), 400, "has 71 rows and may have 70");
        await Refused(service, "/score/batch", "[" + new string(' ', 9000) + "]", 413, "");
        Assert.Equal(200, (await service.Post("/score/batch", Enumerable.Repeat(Ordinary, 70))).Status);
    }

    [Fact]
    public async Task Service_DescribesItself()
    {
        var service = packed.Detector.Service;
        var paths = (await service.GetJson("/openapi/v1.json")).GetProperty("paths");
        var model = await service.GetJson("/model");

        Assert.Equal(["/model", "/score", "/score/batch"], paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Machine", "Temperature", "Pressure", "Vibration", "Current"], model.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
        Assert.Equal((200, "Healthy"), await service.Get("/health"));
        Assert.Equal(await service.Get("/openapi/v1.json"), await service.Get("/"));
    }

    /// <summary>The request that the README of a project shows, and that of the package, has the answer that is shown.</summary>
    [Fact]
    public async Task Readme_Request_HasTheAnswerThatIsShown()
    {
        string[] pages = [File.ReadAllText(Path.Combine(packed.Detector.Folder, "README.md")), File.ReadAllText(Repository.PathOf("src/Vae.Templates/README.md"))];
        foreach (var page in pages)
        {
            var request = Regex.Match(page, "--json '(?<row>[^']+)'").Groups["row"].Value;
            var shown = JsonDocument.Parse(Regex.Match(page, """^ +(?<answer>\{"score".*)$""", RegexOptions.Multiline).Groups["answer"].Value).RootElement;

            var answer = JsonDocument.Parse((await packed.Detector.Service.PostText("/score", request)).Body).RootElement;

            Assert.Equal(Score(shown), Score(answer), 0.05f * Score(shown));
            Assert.True(answer.GetProperty("isAnomaly").GetBoolean());
            Assert.Equal(shown.GetProperty("column").GetString(), answer.GetProperty("column").GetString());
        }
    }

    [Fact]
    public async Task Model_NewFile_IsTakenUpWithoutARestart()
    {
        var project = packed.Detector;
        var path = Path.Combine(project.Folder, "changing.zip");
        using var service = project.Start(path);

        // None yet.
        Assert.Equal((503, "Unhealthy"), await service.Get("/health"));
        var refused = await service.Post("/score", Ordinary);
        Assert.Equal(503, refused.Status);
        Assert.Contains("dotnet run -- train", refused.Body, StringComparison.Ordinal);

        File.Copy(project.Model, path);
        await service.Until("/health", body => body == "Healthy");
        var first = await service.GetJson("/model");

        // Half of the rows give another model.
        var half = Path.Combine(project.Folder, "half.csv");
        File.WriteAllLines(half, File.ReadLines(Path.Combine(project.Folder, "data", "readings.csv")).Take(301));
        project.Train(path, half).ThrowIfFailed();
        var second = await service.Until("/model", body => JsonDocument.Parse(body).RootElement.GetProperty("threshold").GetSingle() != first.GetProperty("threshold").GetSingle());
        Assert.Equal((200, "Healthy"), await service.Get("/health"));

        // A broken file leaves the model at work, and is told.
        File.WriteAllText(path, "no model");
        await service.Until("/health", body => body == "Degraded");
        Assert.Equal(second, (await service.Get("/model")).Body);
        Assert.Equal(200, (await service.Post("/score", Ordinary)).Status);
        Assert.Contains("was not taken up", service.Log, StringComparison.Ordinal);

        File.Copy(project.Model, path, overwrite: true);
        await service.Until("/health", body => body == "Healthy");
        Assert.Equal(first.GetProperty("threshold").GetSingle(), (await service.GetJson("/model")).GetProperty("threshold").GetSingle());
    }

    private static float Score(JsonElement answer) => answer.GetProperty("score").GetSingle();

    private static bool Nearly(float one, float other) => Math.Abs(one - other) <= 1e-4f * Math.Abs(one);

    private static async Task Refused(DetectorService service, string route, string body, int status, string word)
    {
        var answer = await service.PostText(route, body);

        Assert.Equal(status, answer.Status);
        Assert.Contains(word, answer.Body, StringComparison.Ordinal);
        Assert.Contains($"\"status\":{status}", answer.Body, StringComparison.Ordinal);
    }
}

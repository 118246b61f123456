using Xunit.Abstractions;

namespace Vae.Cli.Tests.Resuming;

/// <summary>
/// A training that is killed by SIGKILL at random moments, in reading, training, calibrating or writing, and resumed, gives the file of one that nothing happened to, byte for byte. Once an objective;
/// <c>VAE_KILLS=5</c> makes it five times with each objective on either network, with rows in memory and streamed: two hundred and fifteen over both engines, with those of ensembles and rows left out, half of them while the checkpoint or the model is being written, each of three times as many steps.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Dictionary<string, string> Objectives = new()
    {
        ["elbo"] = "--latent 4 --kl-warmup 60 --free-bits 0.02 --dropout 0.1 --samples 2 --clip 5",
        ["iwae"] = "--latent 4 --objective iwae --samples 3 --likelihood bernoulli --binarize",
        ["autoencoder"] = "--latent 4 --objective autoencoder --corruption masking:0.2 --weight-decay 0.01",
        ["adversarial"] = "--latent 2 --objective adversarial --prior circle3",
        ["vae-gan"] = "--latent 4 --objective vae-gan",
    };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string, string> Combinations
    {
        get
        {
            string[] networks = ["dense", "convolutional"];
            string[] places = ["resident", "streamed"];
            var combinations = new TheoryData<string, string, string>();
            foreach (var (number, objective) in Objectives.Keys.Index())
            {
                for (var i = 0; i < 4; i++)
                {
                    if (KilledTraining.IsWhole || i == number % 4)
                    {
                        combinations.Add(objective, networks[i % 2], places[i / 2]);
                    }
                }
            }

            return combinations;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Resume_Killed_GivesTheModelOfAnUninterruptedRun(string objective, string network, string rows) => Run("managed", objective, network, rows);

    [SkippableTheory]
    [Trait("Category", "Libtorch")]
    [MemberData(nameof(Combinations))]
    public void Resume_KilledOnLibtorch_GivesTheModelOfAnUninterruptedRun(string objective, string network, string rows) => Run("torch", objective, network, rows);

    [Theory]
    [InlineData("--ensemble 3 --epochs 30 --validation 0.2 --early-stopping 2 --learning-rate 0.02 --schedule constant")]
    [InlineData("--epochs 20 --trim 0.1")]
    [InlineData("--epochs 40 --ensemble 2 --trim 0.1 --objective adversarial --latent 2 --validation 0.2")]
    public void Resume_KilledInAnEnsembleOrWithRowsLeftOut_GivesTheModelOfAnUninterruptedRun(string flags) =>
        Run(["--data", folder.WriteTable("t.csv", 400), "--label", "label", "--batch", "40", "--hidden", "16", .. flags.Split(' ')], flags.Length);

    private void Run(string engine, string objective, string network, string rows)
    {
        string[] flags =
        [
            "--data", PictureTable.Write(folder, isLong: rows == "streamed"), "--label", "label", "--steps", KilledTraining.IsWhole ? "90" : "30", "--batch", "64", "--validation", "0.1", "--engine", engine,
            .. engine == "torch" ? ["--device", "cpu"] : Array.Empty<string>(),
            .. Objectives[objective].Split(' '),
            .. objective == "adversarial" && rows == "resident" ? ["--use-labels"] : Array.Empty<string>(),
            .. network == "dense" ? ["--hidden", "48"] : "--network convolutional --image 8x8 --channels 6,12 --hidden 16 --normalization batch".Split(' '),
            .. rows == "streamed" ? ["--memory", "1"] : Array.Empty<string>(),
        ];
        Run(flags, objective.Length + (100 * network.Length) + (10_000 * rows.Length));
    }

    private void Run(string[] flags, int seed)
    {
        var training = new KilledTraining(folder, flags);
        var (expected, error, time) = training.Uninterrupted();
        Skip.If(error.Contains("cannot run on libtorch", StringComparison.Ordinal), $"Needs libtorch: {error.Trim()}");
        Assert.True(expected.Length > 0, error);

        var (model, resumed, writing) = training.Kill(KilledTraining.Kills, time, expected, seed);

        Assert.Equal(expected, model);
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
        output.WriteLine($"{KilledTraining.Kills} kills within {time.TotalSeconds:F1} s, of which {resumed} found a checkpoint and {writing} a file in writing");
    }
}

using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("", "No command was given")]
    [InlineData("trian", "'trian' is no command; did you mean 'train'? The commands are inspect, train, score, encode, sample, interpolate, traverse, reconstruct, impute, export, threshold, calibrate, explain, compare, report, explore, train-classifier, classify.")]
    [InlineData("train-classifier --data d --out m", "A classifier learns from labels, but none are named; add --label.")]
    [InlineData("train-classifier --data d --label l --out m --pretrained p --latent 3", "--pretrained brings a network that is trained already")]
    [InlineData("train-classifier --data d --label l --out m --head-rate 0", "--head-rate is 0 but must lie between")]
    [InlineData("classify --data d", "'--model' is required")]
    [InlineData("train --out m", "'--data' is required")]
    [InlineData("train --data d", "'--out' is required")]
    [InlineData("score --data d", "'--model' is required")]
    [InlineData("encode --data d --model m", "'--out' is required")]
    [InlineData("train --data d --out m --colour blue", "'--colour' is no flag of 'vae train'.")]
    [InlineData("train --data d --out m --ensembel 3", "'--ensembel' is no flag of 'vae train'; did you mean --ensemble?")]
    [InlineData("generate", "'generate' is no command; give one of inspect")]
    [InlineData("train --data d --out m --out n", "--out")]
    [InlineData("train --data d --out m --epochs ten", "--epochs 'ten' is no whole number")]
    [InlineData("train --data d --out m --epochs 2.5", "--epochs '2.5' is no whole number")]
    [InlineData("train --data d --out m --beta 1,5", "--beta '1,5' is no number")]
    [InlineData("train --data d --out m --beta NaN", "--beta is NaN but must lie between")]
    [InlineData("train --data d --out m --epochs 0", "--epochs is 0 but must lie between 1 and")]
    [InlineData("train --data d --out m --batch -5", "--batch is -5 but must lie between 1 and")]
    [InlineData("train --data d --out m --latent 0", "--latent is 0 but must lie between 1 and")]
    [InlineData("train --data d --out m --network convolutional", "--network convolutional needs the shape of the pictures; add --image")]
    [InlineData("train --data d --out m --date when", "'when' does not say which parts of a time to learn; write when=hour,weekday")]
    [InlineData("train --data d --out m --date when=hours", "'when=hours' names a part of a time that there is not; name some of")]
    [InlineData("train --data d --out m --stride 1", "--stride shapes convolutions, but the network has none; add --network convolutional")]
    [InlineData("train --data d --out m --network convolutional --image 8x8 --channels none", "--channels 'none' is no list of layer widths")]
    [InlineData("train --data d --out m --network convolutional --image 8x8 --kernel 9 --padding 0", "does not fit into its input 1x8x8; choose fewer --channels, a smaller --kernel or more --padding")]
    [InlineData("train --data d --out m --hidden 64;32", "--hidden '64;32' is no list of layer widths")]
    [InlineData("train --data d --out m --hidden 64,,32", "--hidden '64,,32' is no list of layer widths")]
    [InlineData("train --data d --out m --hidden 64,0", "--hidden[1] is 0 but must lie between 1 and")]
    [InlineData("train --data d --out m --activation sine", "--activation 'sine' is not one of relu, leaky-relu, silu, gelu, tanh")]
    [InlineData("train --data d --out m --likelihood poisson", "--likelihood 'poisson' is not one of")]
    [InlineData("train --data d --out m --sigma big", "--sigma 'big' is neither a number nor learned nor per-feature")]
    [InlineData("train --data d --out m --sigma 0", "--sigma is 0 but must lie between")]
    [InlineData("train --data d --out m --likelihood bernoulli --sigma 1", "--sigma and --sigma-floor belong to --likelihood gaussian")]
    [InlineData("train --data d --out m --sigma 1 --sigma-floor 0.1", "--sigma-floor bounds a learned sigma")]
    [InlineData("train --data d --out m --epochs 3 --steps 9", "--epochs and --steps both set the length of the run")]
    [InlineData("train --data d --out m --normal-only", "--normal-only keeps the rows with label 0, but no label is named; add --label.")]
    [InlineData("train --data d --out m --early-stopping 3", "--early-stopping watches the validation loss, but no rows are held out")]
    [InlineData("train --data d --out m --false-positive-rate 0.01", "--false-positive-rate is measured on held-out rows, but none are held out")]
    [InlineData("train --data d --out m --validation 0.2 --false-positive-rate 0.01 --contamination 0.1", "both set the threshold")]
    [InlineData("train --data d --out m --contamination 0.9", "--contamination is 0.9 but must lie between 0 and 0.5")]
    [InlineData("train --data d --out m --learning-rate 0", "--learning-rate is 0 but must lie between")]
    [InlineData("train --data d --out m --dropout 1", "--dropout is 1 but must lie between 0 and 0.99")]
    [InlineData("train --data d --out m --threads -1", "--threads is -1 but must lie between 0 and")]
    [InlineData("train --data d --out m --validation 1", "--validation is 1 but must lie between 0 and 0.9")]
    [InlineData("train --data d --out m --memory 0", "--memory in bytes is 0 but must lie between")]
    [InlineData("train --data d --out m --validation 0.1 --validation-data v", "--validation and --validation-data both set the rows to validate on")]
    [InlineData("sample --model m", "'--out' is required")]
    [InlineData("sample --model m --out s.png --image 28", "--image '28' is no shape of a picture; give channels, height and width, such as 1x28x28")]
    [InlineData("sample --model m --out s.png --image 1x0x28", "--image '1x0x28' is no shape of a picture")]
    [InlineData("sample --model m --out s.png --count many", "--count 'many' is no whole number")]
    [InlineData("interpolate --model m --data d --out s.png", "'--rows' is required")]
    [InlineData("interpolate --model m --data d --out s.png --rows 3;17", "--rows '3;17' is no list of whole numbers from 0")]
    [InlineData("interpolate --model m --data d --out s.png --rows 3,-1", "--rows '3,-1' is no list of whole numbers from 0")]
    [InlineData("interpolate --model m --data d --out s.png --rows 3", "--rows names 1 row, but a way leads from one to another")]
    [InlineData("reconstruct --model m --out s.png", "'--data' is required")]
    [InlineData("train --data d --out m --objective gan", "--objective 'gan' is not one of elbo, autoencoder, iwae")]
    [InlineData("train --data d --out m --corruption fog", "--corruption 'fog' is no corruption; give gaussian, masking or salt-pepper")]
    [InlineData("train --data d --out m --corruption masking:1", "--corruption's masking rate is 1 but must be above 0 and at most 0.99")]
    [InlineData("train --data d --out m --objective iwae --beta 2", "--beta is 2 but --objective is Iwae, which does not read it")]
    [InlineData("train --data d --out m --objective autoencoder --score elbo", "--score is NegativeElbo but --objective is Autoencoder")]
    [InlineData("train --data d --out m --binarize", "--binarize is Dynamic but the likelihood is not Bernoulli")]
    [InlineData("score --model m --data d --threshold high", "--threshold 'high' is no number")]
    public void Run_WrongUsage_ExitsWith2AndSaysWhat(string line, string words)
    {
        var run = CliRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Train_NetworkBeyondTheLargest_ExitsWith2()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 20), "--out", folder["m"], "--hidden", "1048576,1048576");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("more than 536,870,912 parameters", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["t.csv"], folder.Files);
    }

    [Fact]
    public void Score_ThreadsOutOfRange_ExitsWith2()
    {
        using var folder = new TemporaryFolder();
        var data = folder.WriteTable("t.csv", 20);
        CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "2");

        var run = CliRun.Of("score", "--model", folder["m"], "--data", data, "--threads", "-1");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--threads is -1 but must lie between", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_IdxFileWithCsvFlags_ExitsWith2()
    {
        using var folder = new TemporaryFolder();
        var images = IdxFiles.WriteImages(folder, "images.idx3", 2);

        var run = CliRun.Of("train", "--data", images, "--ignore", "id", "--out", folder["m"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--ignore is for tables but", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MisspeltFlagBehindData_IsToldOfAsAFlag()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 20), "--lable", "label", "--out", folder["m"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("'--lable' is no flag of 'vae train', and there is no file of that name; did you mean --label?", run.Error, StringComparison.Ordinal);
    }
}

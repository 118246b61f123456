using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Help_OfTheTool_ListsCommandsAndExitCodes()
    {
        var run = CliRun.Of("--help");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.All(["train", "score", "encode", "sample", "interpolate", "traverse", "reconstruct", "impute", "export", "threshold", "calibrate", "explain", "compare", "report", "explore", "train-classifier", "classify", "130 interrupted"], words => Assert.Contains(words, run.Output, StringComparison.Ordinal));
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("train", "--data --label --out --latent --hidden --activation --likelihood --sigma --scaling --epochs --batch --learning-rate --objective --corruption --binarize --beta --samples --seed --threads --normal-only --contamination --json")]
    [InlineData("score", "--model --data --label --out --nll-samples --json")]
    [InlineData("encode", "--model --data --label --out --json")]
    [InlineData("sample", "--model --out --csv --codes --count --seed --temperature --noise --image --columns --zoom --low --high --threads --json")]
    [InlineData("interpolate", "--model --data --label --out --csv --rows --steps --spherical --image --json")]
    [InlineData("traverse", "--model --data --out --row --dimension --minimum --maximum --steps --image --json")]
    [InlineData("reconstruct", "--model --data --out --count --columns --image --json")]
    [InlineData("impute", "--model --data --label --out --threads --json")]
    [InlineData("export", "--model --out --part --form --probability --contributions --imputed --json")]
    [InlineData("threshold", "--model --out --data --label --value --contamination --quantile --risk --false-positive-rate --best-f1 --json")]
    [InlineData("calibrate", "--model --out --data --label --prevalence --json")]
    [InlineData("explain", "--model --data --rows --top --features --json")]
    [InlineData("compare", "--model --data --level --json")]
    [InlineData("report", "--model --data --label --later --out --title --rows --image --threads --json")]
    [InlineData("explore", "--model --data --label --out --port --threads")]
    [InlineData("train-classifier", "--data --label --date --out --unlabelled --pretrained --steps --frozen-epochs --head-rate --encoder-rate --dropout --seed --json")]
    [InlineData("classify", "--model --data --label --out --json")]
    public void Help_OfACommand_ListsItsFlags(string command, string flags)
    {
        var run = CliRun.Of(command, "--help");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var words = run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.All(flags.Split(' '), flag => Assert.Contains(flag, words));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("score")]
    [InlineData("encode")]
    [InlineData("sample")]
    [InlineData("interpolate")]
    [InlineData("traverse")]
    [InlineData("reconstruct")]
    [InlineData("impute")]
    [InlineData("export")]
    [InlineData("threshold")]
    [InlineData("calibrate")]
    [InlineData("explain")]
    [InlineData("compare")]
    [InlineData("report")]
    [InlineData("explore")]
    [InlineData("train-classifier")]
    [InlineData("classify")]
    public void Help_OfACommand_NamesEveryFlagOfIt(string command)
    {
        using var writer = new StringWriter();
        var root = VaeApplication.BuildRoot(new CliEnvironment { Output = writer, Error = writer });

        var help = CliRun.Of(command, "--help").Output;

        Assert.All(root.Subcommands.Single(child => child.Name == command).Options, option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
    }

    [Fact]
    public void BuildRoot_NameOfACommand_HasThatCommandAlone()
    {
        using var writer = new StringWriter();
        var environment = new CliEnvironment { Output = writer, Error = writer };
        var all = VaeApplication.BuildRoot(environment).Subcommands.Select(command => command.Name).ToArray();

        Assert.All(all, name => Assert.Equal(name, Assert.Single(VaeApplication.BuildRoot(environment, name).Subcommands).Name));
        Assert.Equal(all, VaeApplication.BuildRoot(environment, "scor").Subcommands.Select(command => command.Name));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("train --help")]
    [InlineData("score --help")]
    [InlineData("sample --help")]
    [InlineData("traverse --help")]
    [InlineData("export --help")]
    public void Help_OnANarrowTerminal_StaysWithinItsWidth(string line)
    {
        using var writer = new StringWriter();

        VaeApplication.Run(line.Split(' '), new CliEnvironment { Output = writer, Error = writer, Width = 80 });

        Assert.All(writer.ToString().Split('\n').Where(text => !text.Contains('<') && !text.Contains("  vae ")), text => Assert.InRange(text.TrimEnd().Length, 0, 80));
    }
}

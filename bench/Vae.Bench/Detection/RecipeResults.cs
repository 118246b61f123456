using System.Globalization;

namespace Vae.Bench.Detection;

/// <summary>AUC and average precision of recipes on splits of sets, kept in a CSV file, so that what was measured once is not measured again.</summary>
internal sealed class RecipeResults
{
    private const string Header = "recipe,set,protocol,seed,auc,precision";

    private readonly Dictionary<(string Recipe, string Set, bool NormalOnly, int Seed), (double Auc, double Precision)> figures = [];
    private readonly string? path;

    /// <param name="path">The file; null keeps nothing.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public RecipeResults(string? path)
    {
        this.path = path;
        if (path is null || !File.Exists(path))
        {
            return;
        }

        foreach (var line in File.ReadLines(path).Skip(1))
        {
            if (line.Split(',') is not [var recipe, var set, var protocol, var seed, var auc, var precision])
            {
                throw new InvalidDataException($"{path} has the line '{line}'; wanted {Header}.");
            }

            figures[(recipe, set, protocol == "semi", int.Parse(seed, CultureInfo.InvariantCulture))] =
                (double.Parse(auc, CultureInfo.InvariantCulture), double.Parse(precision, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The recipes of which there are figures.</summary>
    public string[] Recipes => [.. figures.Keys.Select(key => key.Recipe).Distinct().Order(StringComparer.Ordinal)];

    public bool Has(string recipe, string set, bool normalOnly, int seed) => figures.ContainsKey((recipe, set, normalOnly, seed));

    /// <summary>Keeps what was measured, in the file too.</summary>
    public void Add(string recipe, string set, bool normalOnly, int seed, double auc, double precision)
    {
        figures[(recipe, set, normalOnly, seed)] = (auc, precision);
        if (path is not null)
        {
            File.AppendAllText(path, FormattableString.Invariant(
                $"{(File.Exists(path) ? "" : Header + "\n")}{recipe},{set},{(normalOnly ? "semi" : "all")},{seed},{auc:R},{precision:R}\n"));
        }
    }

    /// <summary>Means over seeds of each set that has figures of all of the recipes; sets in order of their names.</summary>
    public (string[] Sets, Dictionary<string, (double Auc, double Precision)[]> Figures) Table(IReadOnlyList<string> recipes, bool normalOnly)
    {
        var sets = figures.Keys.Where(key => key.NormalOnly == normalOnly).Select(key => key.Set).Distinct().Order(StringComparer.Ordinal)
            .Where(set => recipes.All(recipe => figures.Keys.Any(key => key.Recipe == recipe && key.Set == set && key.NormalOnly == normalOnly)))
            .ToArray();
        return (sets, recipes.ToDictionary(recipe => recipe, recipe => sets.Select(set => Mean(recipe, set, normalOnly)).ToArray()));
    }

    private (double Auc, double Precision) Mean(string recipe, string set, bool normalOnly)
    {
        var of = figures.Where(pair => pair.Key.Recipe == recipe && pair.Key.Set == set && pair.Key.NormalOnly == normalOnly).Select(pair => pair.Value).ToArray();
        return (of.Average(figure => figure.Auc), of.Average(figure => figure.Precision));
    }
}

using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <content>The steps before the network where it reads several columns: texts and whole numbers that are names become keys by the model's levels, keys zeros and ones, all
/// else Single, or Double where the model has an origin, and everything one vector.</content>
internal sealed partial class BuiltInSteps
{
    /// <summary>An empty view with the input columns, and a column 'Score' for steps that keep one.</summary>
    private static EmptyView EmptyInputs(ImmutableArray<string> names, ImmutableArray<InputShape> shapes, TableSchema table)
    {
        var places = Places(shapes);
        var columns = names.Select((name, i) => (name, shapes[i].ToDataViewType(table.Columns[places[i]].Width))).ToList();
        if (!names.Contains(StepNames.Score))
        {
            columns.Add((StepNames.Score, NumberDataViewType.Single));
        }

        return new EmptyView(columns);
    }

    private void AddInputs(ImmutableArray<string> names, ImmutableArray<InputShape> shapes, TableSchema table, bool marksMissing, string output, bool isWide)
    {
        var places = Places(shapes);
        var (number, kind) = isWide ? (InputType.Double, DataKind.Double) : (InputType.Single, DataKind.Single);
        var sources = new string[names.Length];
        var between = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            sources[i] = names[i];
            var column = table.Columns[places[i]];
            if (column.Kind == ColumnKind.Categorical || shapes[i].Type != number)
            {
                sources[i] = StepNames.OfColumn(i);
                between.Add(sources[i]);
                AddInput(names[i], sources[i], shapes[i], column, kind);
                // A missing text is NaN; of keys and vectors, only where the model takes missing values for not observed (SlotSink).
                if (column.Kind == ColumnKind.Categorical && !shapes[i].IsInteger && (marksMissing || shapes[i] is { Type: InputType.Text, Size: 0 }))
                {
                    between.Add(StepNames.OfMissing(i));
                    AddMissing(names[i], StepNames.OfMissing(i), sources[i], shapes[i], column.Levels);
                }

                if (isWide && column.Kind == ColumnKind.Categorical)
                {
                    Add(context.Transforms.Conversion.ConvertType(sources[i], sources[i], kind));
                }
            }
        }

        for (var i = 0; i < names.Length; i++)
        {
            sources[i] = AddLimits(sources[i], i, shapes[i], table.Columns[places[i]].Kind, between);
        }

        Add(context.Transforms.Concatenate(output, sources));
        for (var i = 0; i < names.Length; i++)
        {
            // A value that its column cannot have makes the whole row NaN, as the transformer does.
            if (shapes[i].Size == 0 && Beyond(table.Columns[places[i]].Kind, shapes[i], "x") is { } beyond)
            {
                Add(context.Transforms.Expression(output, $"(row, x) => {beyond} ? na(row) : row", output, sources[i]));
            }
        }

        if (between.Count > 0)
        {
            Add(context.Transforms.DropColumns([.. between]));
        }
    }

    /// <summary>Makes what a vector of counts or binary values cannot have NaN, slot by slot.</summary>
    /// <returns>The column to read: a new one where something was added.</returns>
    private string AddLimits(string source, int index, InputShape shape, ColumnKind kind, List<string> between)
    {
        if (shape.Size == 0 || Beyond(kind, shape, "x") is not { } beyond)
        {
            return source;
        }

        var limited = StepNames.OfColumn(index);
        Add(context.Transforms.Expression(limited, $"x => {beyond} ? na(x) : x", source));
        if (source != limited)
        {
            between.Add(limited);
        }

        return limited;
    }

    /// <summary>An expression of ML.NET's language that says whether a value is one that its column cannot have (ValueLimits); null where it can have all.</summary>
    private static string? Beyond(ColumnKind kind, InputShape shape, string value) => kind switch
    {
        ColumnKind.Count when shape.Type is not (InputType.Byte or InputType.UInt16 or InputType.UInt32 or InputType.UInt64) => $"{value} < 0",
        ColumnKind.Binary when shape.Type != InputType.Boolean => $"{value} < 0 || {value} > 1",
        _ => null,
    };

    private void AddInput(string from, string to, InputShape shape, TableColumn column, DataKind kind)
    {
        if (column.Kind != ColumnKind.Categorical)
        {
            Add(context.Transforms.Conversion.ConvertType(to, from, kind));
            return;
        }

        var keys = from;
        if (shape.IsInteger)
        {
            Add(context.Transforms.Conversion.ConvertType(to, from, DataKind.String));
            keys = to;
        }

        if (shape.Type != InputType.Key)
        {
            // A text that is none of the levels becomes the missing key, and that zeros throughout: just what the model takes for a level unseen.
            var levels = context.Data.LoadFromEnumerable(column.Levels.Select(level => new Level { Text = level }));
            Add(context.Transforms.Conversion.MapValueToKey(to, keys, keyData: levels));
            keys = to;
        }

        Add(context.Transforms.Conversion.MapKeyToVector(to, keys));
    }

    /// <summary>Makes the zeros of a missing text NaN, of a value that was not observed, by adding a number that is 0 elsewhere.</summary>
    /// <exception cref="NotSupportedException">The input is a key, or a vector: no step of ML.NET's tells which of them are missing.</exception>
    private void AddMissing(string from, string missing, string to, InputShape shape, ImmutableArray<string> levels)
    {
        if (shape.Type == InputType.Key || shape.Size > 0)
        {
            throw new NotSupportedException(
                $"Input '{from}' is {(shape.Size > 0 ? "a vector of texts or keys" : "a key")} and the model takes missing ones for not observed, which cannot be said in steps of ML.NET's own; "
                + (shape.Size > 0 ? "give its slots as columns of text of their own" : "turn it into text with Transforms.Conversion.MapKeyToValue")
                + ", or save the model by VaeModel.Save.");
        }

        Add(context.Transforms.Conversion.MapValue(missing, [.. MissingText.Spellings.Except(levels).Select(text => new KeyValuePair<string, float>(text, float.NaN))], from));
        Add(context.Transforms.Expression(to, "(x, m) => x + m", to, missing));
    }

    /// <summary>The table's column that each input begins with.</summary>
    private static int[] Places(ImmutableArray<InputShape> shapes)
    {
        var places = new int[shapes.Length];
        for (var i = 1; i < places.Length; i++)
        {
            places[i] = places[i - 1] + shapes[i - 1].Slots;
        }

        return places;
    }

    private sealed class Level
    {
        public string Text { get; set; } = "";
    }
}

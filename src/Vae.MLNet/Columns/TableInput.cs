using System.Collections.Immutable;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Columns;

/// <summary>Columns of numbers, Booleans, texts and keys, alone or in vectors, as the columns of a table that a model takes expanded.</summary>
internal sealed class TableInput : FeatureInput
{
    private readonly DataViewSchema.Column[] columns;
    private readonly TableEncoder encoder;
    private readonly bool marksMissing;

    private TableInput(DataViewSchema.Column[] columns, ImmutableArray<InputShape> shapes, TableSchema table, bool marksMissing, ImmutableArray<DataWarning> warnings)
    {
        Warnings = warnings;
        this.columns = columns;
        encoder = new TableEncoder(table);
        this.marksMissing = marksMissing;
        Shapes = shapes;
    }

    public override IReadOnlyList<DataViewSchema.Column> Columns => columns;

    public override int Size => encoder.Schema.Width;

    public override IReadOnlyList<string> Names => encoder.Schema.FeatureNames;

    public override TableSchema? Table => encoder.Schema.IsNumeric ? null : encoder.Schema;

    /// <summary>The table's columns, also where they are all numbers.</summary>
    public TableSchema Schema => encoder.Schema;

    public override ImmutableArray<DataWarning> Warnings { get; }

    /// <summary>The types of the columns.</summary>
    public ImmutableArray<InputShape> Shapes { get; }

    public override bool HasDoubles => Shapes.Any(shape => shape.Type is InputType.Double or InputType.Int32 or InputType.UInt32 or InputType.Int64 or InputType.UInt64);

    public override IReadOnlyList<ColumnTruths> Truths =>
    [
        .. columns.SelectMany((column, i) => Enumerable.Repeat(ColumnMeaning.TruthsOf(column), Shapes[i].Slots))
            .Zip(encoder.Schema.Columns, (words, column) => words is not null && column.Kind == ColumnKind.Binary ? new ColumnTruths(column.Name, words.False, words.True) : null)
            .OfType<ColumnTruths>(),
    ];

    public override FeatureReader CreateReader(DataViewRow row, IDataView? data, UnseenLevels.Row? unseen = null) =>
        new TableFeatureReader(row, data, columns, Shapes, encoder, marksMissing, unseen);

    /// <summary>Finds the columns in data that a model is applied to.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="names">The columns, in the order of the table's; a vector stands for as many as it has slots.</param>
    /// <param name="table">The model's columns.</param>
    /// <param name="marksMissing">Whether a missing key, or text of a vector, is a value that was not observed, NaN, rather than an unseen level.</param>
    /// <exception cref="VaeDataException">One is missing, of a type that cannot be read or not of the model's kind, or they are more or fewer than the model's.</exception>
    public static TableInput Find(DataViewSchema schema, ImmutableArray<string> names, TableSchema table, bool marksMissing)
    {
        var (columns, shapes) = Resolve(schema, names);
        var slots = shapes.Sum(shape => shape.Slots);
        if (slots != table.Columns.Length)
        {
            throw new VaeDataException(
                Invariant($"The inputs {InputErrors.List(names)} hold {slots} values a row but this model was trained on {table.Columns.Length}; ")
                + "feed the columns it was trained on, or train a new model.");
        }

        var place = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            for (var slot = 0; slot < shapes[i].Slots; slot++)
            {
                ThrowUnlessFitting(columns[i], shapes[i], table.Columns[place++]);
            }
        }

        return new TableInput(columns, shapes, table, marksMissing, []);
    }

    /// <summary>Puts inputs that have the names of a model's columns into the model's order, whatever the order they are given in; others stay where they are, and are taken by their place.</summary>
    /// <exception cref="ArgumentException">Some are named as columns of the model in other places, and some are not.</exception>
    public static ImmutableArray<string> InModelOrder(ImmutableArray<string> inputs, TableSchema table)
    {
        ImmutableArray<string> wanted = [.. table.Columns.Select(column => column.Name)];
        var moved = inputs.Length == wanted.Length ? inputs.Index().FirstOrDefault(input => wanted.IndexOf(input.Item) is >= 0 and var place && place != input.Index).Item : null;
        return moved is null ? inputs
            : inputs.ToHashSet().SetEquals(wanted) ? wanted
            : throw new ArgumentException(
                $"Input '{moved}' stands where the model has '{wanted[inputs.IndexOf(moved)]}', but the model has a column '{moved}' elsewhere and none called '{inputs.Except(wanted).First()}'; "
                + $"name the inputs as the model's columns are, {InputErrors.List(wanted)}, or in their order.");
    }

    /// <summary>Finds the columns in data to train on, with the levels of those that hold text.</summary>
    /// <param name="data">The rows; read once where there are levels to find.</param>
    /// <param name="names">The columns.</param>
    /// <param name="inference">Kinds that are given, by the name of the input column, and limits of levels.</param>
    /// <param name="marksMissing">Whether a missing key, or text of a vector, is a value that was not observed, NaN, rather than an unseen level.</param>
    /// <param name="label">Labels, where levels are those of normal rows alone; else null.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <param name="weight">Weights, where levels are those of the rows that have one above 0; else null.</param>
    /// <exception cref="VaeDataException">One is missing, of a type that cannot be read or that a given kind does not fit, or has too many levels or none.</exception>
    public static TableInput Learn(
        IDataView data, ImmutableArray<string> names, ColumnInference inference, bool marksMissing, IRowLabel? label, CancellationToken cancellationToken, WeightColumn? weight = null)
    {
        var (columns, shapes) = Resolve(data.Schema, names);
        if (data is DataFrame frame && names.FirstOrDefault(name => frame.Columns[name].DataType == typeof(char)) is { } characters)
        {
            throw new VaeDataException($"Column '{characters}' of the data frame holds Char, which it hands to ML.NET as numbers; make it a column of strings.");
        }

        foreach (var name in inference.Kinds.Keys.Where(name => !names.Contains(name)))
        {
            throw new VaeDataException($"Kinds names the column '{name}', which is not among the inputs {InputErrors.List(names)}; name one of these.");
        }

        var kinds = columns.Select((column, i) => Kind(column, shapes[i], inference)).ToArray();
        var (levels, warnings) = LevelSearch.Run(data, columns, shapes, kinds, inference, label, cancellationToken, weight);
        try
        {
            return new TableInput(columns, shapes, new TableSchema(
                [.. columns.SelectMany((column, i) => SlotNames(column, shapes[i]).Select(name => new TableColumn(name, kinds[i], levels[i])))]), marksMissing, warnings);
        }
        catch (ArgumentException exception)
        {
            throw new VaeDataException($"The inputs {InputErrors.List(names)} make no table: {exception.Message}", exception);
        }
    }

    /// <summary>Checks the columns in the shape of data that are not there yet.</summary>
    /// <exception cref="VaeDataException">One is missing, of a type that cannot be read, or a vector whose size is not known.</exception>
    public static void Check(SchemaShape shape, ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            // The last of several columns of a name hides the others.
            var found = shape.Where(column => column.Name == name).Select(column => (SchemaShape.Column?)column).LastOrDefault()
                ?? throw FeatureColumn.Missing(name, shape.Select(column => column.Name));
            if (!found.IsKey && InputShape.OfItem(found.ItemType) is null)
            {
                throw InputErrors.WrongType(name, found.ItemType);
            }

            if (found.Kind == SchemaShape.Column.VectorKind.VariableVector)
            {
                throw FeatureColumn.VariableSize(name);
            }
        }
    }

    private static (DataViewSchema.Column[] Columns, ImmutableArray<InputShape> Shapes) Resolve(DataViewSchema schema, ImmutableArray<string> names)
    {
        DataViewSchema.Column[] columns =
        [
            .. names.Select(name => schema.GetColumnOrNull(name)
                ?? throw FeatureColumn.Missing(name, schema.Where(column => !column.IsHidden).Select(column => column.Name))),
        ];
        return (columns, [.. columns.Select(Shape)]);
    }

    private static InputShape Shape(DataViewSchema.Column column)
    {
        if (InputShape.Of(column.Type) is { } shape)
        {
            return shape;
        }

        throw column.Type is VectorDataViewType { ItemType: var item } && InputShape.OfItem(item) is not null
            ? FeatureColumn.VariableSize(column.Name)
            : InputErrors.WrongType(column.Name, column.Type);
    }

    private static ColumnKind Kind(DataViewSchema.Column column, InputShape shape, ColumnInference inference)
    {
        var own = shape.Type switch
        {
            InputType.Boolean => ColumnKind.Binary,
            InputType.Text or InputType.Key => ColumnKind.Categorical,
            _ => ColumnMeaning.KindOf(column) is { } told and not ColumnKind.Categorical ? told : ColumnKind.Numeric,
        };
        if (!inference.Kinds.TryGetValue(column.Name, out var given) || given == own)
        {
            return own;
        }

        var fits = shape.IsNumber && (given != ColumnKind.Categorical || shape.IsInteger);
        return fits ? given : throw InputErrors.WrongKind(column, given);
    }

    private static void ThrowUnlessFitting(DataViewSchema.Column column, InputShape shape, TableColumn wanted)
    {
        var fits = wanted.Kind switch
        {
            ColumnKind.Categorical => shape.Type is InputType.Text or InputType.Key || shape.IsInteger,
            ColumnKind.Binary => shape.IsNumber || shape.Type == InputType.Boolean,
            _ => shape.IsNumber,
        };
        if (!fits)
        {
            throw InputErrors.WrongType(column, wanted);
        }

        if (shape.Type != InputType.Key)
        {
            return;
        }

        var count = KeyCount(column);
        if (count != (ulong)wanted.Levels.Length)
        {
            throw new VaeDataException(
                $"Column '{column.Name}' is a key of {count} values but this model was trained on one of {wanted.Levels.Length}; make it by the same steps.");
        }

        if (KeyValues.Read(column, (int)count)?.Texts is { } texts && !texts.AsSpan().SequenceEqual(wanted.Levels.AsSpan()))
        {
            var at = texts.Zip(wanted.Levels).TakeWhile(pair => pair.First == pair.Second).Count();
            throw new VaeDataException(
                Invariant($"Column '{column.Name}' is a key whose value {at + 1} is '{texts[at]}' but this model was trained on '{wanted.Levels[at]}' there; make it by the same steps."));
        }
    }

    /// <summary>How many values a key column has.</summary>
    public static ulong KeyCount(DataViewSchema.Column column) =>
        ((KeyDataViewType)(column.Type is VectorDataViewType vector ? vector.ItemType : column.Type)).Count;

    /// <summary>Names of the table's columns that a column makes, as ML.NET's Concatenate names slots.</summary>
    private static IEnumerable<string> SlotNames(DataViewSchema.Column column, InputShape shape)
    {
        if (shape.Size == 0)
        {
            return [column.Name];
        }

        var names = Vae.MLNet.Columns.Names.SlotNames.Read(column, shape.Size);
        return Enumerable.Range(0, shape.Size).Select(slot => names is not null && names[slot].Length > 0 ? $"{column.Name}.{names[slot]}" : Invariant($"{column.Name}[{slot}]"));
    }
}

using Parquet;

namespace Vae.Data.Parquet;

/// <summary>Runs the library and says in our words what went wrong in it.</summary>
internal static class ParquetErrors
{
    /// <summary>Runs a part of reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is read, such as <c>column 'a' of rows 1 to 1000</c>.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="VaeDataException">It cannot be read.</exception>
    public static T Guard<T>(string path, string what, Func<Task<T>> read)
    {
        try
        {
            // Files are read by this thread alone, as rows are asked for; nothing waits on a context.
            return read().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is NotSupportedException or NotImplementedException or DivideByZeroException)
        {
            throw new VaeDataException($"'{path}': {what} is written in a way that is not read ({Reason(error)}). Write the file with plain or dictionary encoding, or leave the column out (TableOptions.IgnoredColumns).", error);
        }
        catch (OutOfMemoryException error)
        {
            throw new VaeDataException($"'{path}': {what} takes more memory than there is; write the file in smaller row groups.", error);
        }
        catch (Exception error) when (error is not VaeDataException)
        {
            // What the library throws on damage is of many types, of which null references are one.
            throw new VaeDataException($"'{path}' is damaged or no Parquet file: {what} cannot be read ({Reason(error)}). Copy or download it again, or write it anew.", error);
        }
    }

    private static string Reason(Exception error) => error is IOException or InvalidDataException or ParquetException or NotSupportedException ? error.Message.TrimEnd('.') : error.GetType().Name;
}
